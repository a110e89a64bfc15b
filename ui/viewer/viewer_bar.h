// The bar over the pictures: which nodes A and B show, how they are compared, which channels, how large, and whether
// what is seen is exact. Says what was chosen and shows what is; decides nothing. When there is little room the
// channels, then the modes become one menu button each.
#pragma once

#include <QWidget>

#include "ui/viewer/display_image.h"
#include "ui/viewer/view_compositor.h"

class QLabel;

namespace lightbench::ui {

class ComboButton;
class IconButton;
class Segments;

inline constexpr ViewMode kViewModes[] = {ViewMode::kA,    ViewMode::kB,          ViewMode::kWipe,
                                          ViewMode::kSide, ViewMode::kDifference, ViewMode::kBlink};
inline constexpr ChannelMode kChannelModes[] = {ChannelMode::kRgb,  ChannelMode::kRed,   ChannelMode::kGreen,
                                                ChannelMode::kBlue, ChannelMode::kAlpha, ChannelMode::kLuma};
QString nameOf(ViewMode mode);
QString nameOf(ChannelMode channels);

struct NodeChoice {
  QString id;
  QString title;
  bool operator==(const NodeChoice&) const = default;
};

class ViewerBar : public QWidget {
  Q_OBJECT
 public:
  explicit ViewerBar(QWidget* parent = nullptr);

  void setNodes(const QVector<NodeChoice>& nodes);
  void setNode(int side, const QString& id);
  void setMode(ViewMode mode);
  void setChannels(ChannelMode channels);
  void setZoom(double zoom, bool fit);
  void setGain(double gain);
  // An icon and a word; `tool_tip` explains.
  enum class StateTone { kPlain, kGood, kBad };
  void setState(const QString& icon, const QString& word, StateTone tone, const QString& tool_tip);
  QString stateText() const;

  ComboButton* nodeButton(int side) const { return nodes_[side]; }
  ComboButton* zoomButton() const { return zoom_; }
  ComboButton* gainButton() const { return gain_; }
  Segments* modeSegments() const { return modes_; }
  Segments* channelSegments() const { return channels_; }
  IconButton* menuButton() const { return more_; }

 Q_SIGNALS:
  void nodeChosen(int side, const QString& id);
  void swapAsked();
  void modeChosen(lightbench::ui::ViewMode mode);
  void channelsChosen(lightbench::ui::ChannelMode channels);
  void zoomChosen(double zoom);
  void fitAsked();
  void gainChosen(double gain);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void buildNodes();
  void buildModes();
  void buildZoom();
  void adaptToWidth();
  void paintState();
  IconButton* addButton(const QString& icon, const QString& name, const QKeySequence& key = {});

  ComboButton* nodes_[2];
  QLabel* letters_[2];
  IconButton* swap_;
  Segments* modes_;
  Segments* channels_;
  ComboButton* modes_menu_;
  ComboButton* channels_menu_;
  ComboButton* gain_;
  ComboButton* zoom_;
  IconButton* fit_;
  IconButton* full_;
  QLabel* state_icon_;
  QLabel* state_;
  IconButton* more_;
  QString state_icon_name_;
  StateTone state_tone_ = StateTone::kPlain;
  ViewMode mode_ = ViewMode::kWipe;
  bool adapting_ = false;
};

}  // namespace lightbench::ui
