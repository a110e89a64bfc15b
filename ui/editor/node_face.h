// What a node shows, as plain data: words, numbers, chips, sockets. Made from the graph and the report of one run by
// FaceMaker, drawn by paintNode(); neither knows the other's business, so every state can be tested and drawn without
// a window.
//
// Numbers come from the run shown and from those before it that ran alike (engine/profile/node_record.h). What was not
// measured is said in words ("cached", "not asked", "read once"), never as zero.
#pragma once

#include <QImage>
#include <QSizeF>
#include <QString>

#include <optional>
#include <vector>

#include "ui/editor/socket.h"
#include "ui/theme/tokens.h"

namespace lightbench::ui {

// What the bars, readings and low zoom colours tell.
enum class Overlay { kOff, kTime, kDelta, kMemory, kBytes, kCache, kDevice };
inline constexpr int kOverlayCount = 7;

enum class FaceState {
  kMeasured,  // a number, its share and a bar in heat colour
  kWord,      // a word and an empty bar: not asked, not run, blocked, read once, written
  kRunning,
  kCached,
  kBypassed,
  kError,
};

struct FaceChip {
  enum class Kind { kCpu, kGpu, kPlain };
  Kind kind = Kind::kPlain;
  QString text;
  bool operator==(const FaceChip&) const = default;
};

// Asked for one device, ran on another.
struct FaceFallback {
  QString asked;
  QString used;
  bool operator==(const FaceFallback&) const = default;
};

// What its time is against the pinned baseline. The icon has the sign, not the colour alone.
struct FaceChange {
  enum class Sign { kFaster, kSlower, kSame, kNoisy };
  Sign sign = Sign::kSame;
  QString text;  // "12.5 %"; empty where no difference is shown
  bool operator==(const FaceChange&) const = default;
};

enum class BarScale { kHeat, kDiverging };

struct NodeFace {
  QString title;
  QString icon;
  Category category = Category::kInOut;
  FaceState state = FaceState::kWord;
  QString reading;             // left: a time, a size or a word
  bool small_reading = false;  // a sentence rather than a number: set smaller
  QString note;                // right: share of wall, or a word
  QString number;              // the reading without its unit, for low zoom; empty when nothing was measured
  bool has_bar = true;
  double bar = 0;   // 0..1 of the track
  double heat = 0;  // 0..1 on the heat scale, -1..1 on the diverging one
  BarScale scale = BarScale::kHeat;
  bool is_share = false;         // sampled inside a pass: the bar is hatched
  std::optional<double> spread;  // 0..1 of the track: where the 95th percentile lies
  std::optional<FaceChange> change;
  QString far_icon;  // drawn far away instead of the type's, where the overlay tells something else
  std::vector<FaceChip> chips;
  std::optional<FaceFallback> fallback;
  QString tag;  // "A", "B", "AB": shown in the viewer
  std::vector<SocketFace> inputs;
  std::vector<SocketFace> outputs;
  bool has_thumbnail = false;  // keeps its place while the picture is on its way
  QImage thumbnail;

  QSizeF size;  // set by measureFace()

  bool hovered = false;
  bool selected = false;
  bool focused = false;
};

inline constexpr double kNodeMinimumWidth = 136;
inline constexpr double kNodeMaximumWidth = 208;
inline constexpr double kNodeHeight = 84;
inline constexpr double kThumbnailHeight = 72;

// Sets the size: 136 wide, to 208 in steps of 8 as the title needs; 84 high, more with a thumbnail or a fourth
// socket. Depends on nothing that changes from run to run, so that nodes do not jitter.
void measureFace(NodeFace& face);
// Relative to the node's top left corner.
QPointF inputSocketAt(const NodeFace& face, size_t index);
QPointF outputSocketAt(const NodeFace& face, size_t index);

}  // namespace lightbench::ui
