// The look in force: which Tokens, how large type is, how dense rows are, whether things may move. One object for
// the program; widgets read it while painting and repaint on `changed`.
//
//   Theme::instance().apply(application);   once, after QApplication exists: style, palette, font
//   Theme::tokens().accent                  a colour
//   Theme::font(FontRole::kBodyMedium)      a font
//   Theme::metrics().control                a height in logical pixels
//
// Nothing is stored here: the caller keeps mode, density and type scale in its settings.
#pragma once

#include <QFont>
#include <QObject>
#include <QPalette>
#include <array>

#include "ui/theme/tokens.h"

class QApplication;
class QWidget;

namespace lightbench::ui {

enum class ThemeMode { kSystem, kDark, kLight };
enum class Density { kCompact, kDefault, kRoomy };

// The type roles of the program; sizes in points are in theme.cpp.
enum class FontRole {
  kHint,             // hints, plot ticks
  kHintMedium,       // chips
  kSecondary,        // units, heads of tables
  kSecondaryMedium,  // figures in tight rows
  kBody,             // controls, tables, node titles at rest
  kBodyMedium,       // values, titles, the selection
  kReading,          // the reading of a node
  kTitle,            // dock title of a thing
  kHeadline,
  kVerdict,  // the verdict sentence, "this node"
};
inline constexpr int kFontRoleCount = 10;

struct Metrics {
  int tree_row = 20;
  int table_row = 26;
  int slider_row = 38;
  int control = 24;
  int number_field = 20;
  int section_head = 26;
  int dock_title = 30;
  int tool_bar = 40;
  int menu_bar = 30;
  int status_bar = 25;
  int viewer_bar = 32;
  int info_line = 26;
  int lane = 22;
};

class Theme : public QObject {
  Q_OBJECT
 public:
  static Theme& instance();
  static const Tokens& tokens();
  static const QFont& font(FontRole role);
  static const Metrics& metrics();

  // Sets the style, palette and font of the program. The system's choice is read from the palette found here.
  void apply(QApplication& application);

  ThemeMode mode() const { return mode_; }
  void setMode(ThemeMode mode);
  bool isDark() const { return tokens_->dark; }
  Density density() const { return density_; }
  void setDensity(Density density);
  int typePercent() const { return type_percent_; }
  void setTypePercent(int percent);  // clamped to 80..150
  bool reduceMotion() const { return reduce_motion_; }
  void setReduceMotion(bool reduce) { reduce_motion_ = reduce; }
  // How long an animation may last: 120 ms, or 0 with reduced motion.
  int motionMilliseconds() const { return reduce_motion_ ? 0 : 120; }

 Q_SIGNALS:
  void changed();

 private:
  Theme();
  void refresh();
  void refreshMetrics();
  void refreshFonts();

  QApplication* application_ = nullptr;
  const Tokens* tokens_;
  Metrics metrics_;
  std::array<QFont, kFontRoleCount> fonts_;  // kept: making one costs a search for the family
  ThemeMode mode_ = ThemeMode::kDark;
  Density density_ = Density::kDefault;
  int type_percent_ = 100;
  bool reduce_motion_ = false;
  bool system_dark_ = true;
};

// Gives a widget the colour of dock bodies (`panel`) instead of the window's, now and after a change of theme.
void usePanelBackground(QWidget* widget);

// The palette of a theme, as visual roles map to Qt's.
QPalette paletteOf(const Tokens& tokens);

}  // namespace lightbench::ui
