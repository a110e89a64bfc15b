#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>
#include <QWidget>
#include <algorithm>
#include <cmath>

#include "ui/theme/style.h"

namespace lightbench::ui {
namespace {

struct FontRule {
  double points;
  QFont::Weight weight;
};

FontRule ruleOf(FontRole role) {
  switch (role) {
    case FontRole::kHint: return {8, QFont::Normal};
    case FontRole::kHintMedium: return {8, QFont::Medium};
    case FontRole::kSecondary: return {8.25, QFont::Normal};
    case FontRole::kSecondaryMedium: return {8.25, QFont::Medium};
    case FontRole::kBody: return {9, QFont::Normal};
    case FontRole::kBodyMedium: return {9, QFont::Medium};
    case FontRole::kReading: return {10, QFont::Medium};
    case FontRole::kTitle: return {11.25, QFont::Medium};
    case FontRole::kHeadline: return {15, QFont::Medium};
    case FontRole::kVerdict: return {18, QFont::Medium};
  }
  return {9, QFont::Normal};
}

constexpr const char* kPanelProperty = "lightbenchPanel";

QPalette panelPalette(const Tokens& tokens) {
  QPalette palette = paletteOf(tokens);
  palette.setColor(QPalette::Window, tokens.panel);
  return palette;
}

}  // namespace

void usePanelBackground(QWidget* widget) {
  widget->setProperty(kPanelProperty, true);
  widget->setAutoFillBackground(true);
  widget->setPalette(panelPalette(Theme::tokens()));
}

QPalette paletteOf(const Tokens& t) {
  QPalette palette;
  palette.setColor(QPalette::Window, t.window);
  palette.setColor(QPalette::WindowText, t.text);
  palette.setColor(QPalette::Base, t.field);
  palette.setColor(QPalette::AlternateBase, t.stripe);
  palette.setColor(QPalette::Text, t.text);
  palette.setColor(QPalette::Button, t.raised);
  palette.setColor(QPalette::ButtonText, t.text);
  palette.setColor(QPalette::ToolTipBase, t.raised);
  palette.setColor(QPalette::ToolTipText, t.text);
  palette.setColor(QPalette::PlaceholderText, t.text3);
  palette.setColor(QPalette::BrightText, t.error);
  palette.setColor(QPalette::Link, t.info);
  palette.setColor(QPalette::LinkVisited, t.info);
  palette.setColor(QPalette::Midlight, t.hover);
  palette.setColor(QPalette::Light, t.hover);
  palette.setColor(QPalette::Mid, t.line);
  palette.setColor(QPalette::Dark, t.press);
  palette.setColor(QPalette::Shadow, t.line);
  palette.setColor(QPalette::Highlight, t.accentbg);
  palette.setColor(QPalette::HighlightedText, t.onaccentbg);
  palette.setColor(QPalette::Inactive, QPalette::Highlight, t.hover);
  palette.setColor(QPalette::Inactive, QPalette::HighlightedText, t.text);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    palette.setColor(QPalette::Disabled, role, t.text3);
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, t.hover);
  return palette;
}

Theme::Theme() : tokens_(&Tokens::darkTokens()) { refreshFonts(); }

Theme& Theme::instance() {
  static Theme theme;
  return theme;
}

const Tokens& Theme::tokens() { return *instance().tokens_; }

const Metrics& Theme::metrics() { return instance().metrics_; }

const QFont& Theme::font(FontRole role) { return instance().fonts_[static_cast<size_t>(role)]; }

void Theme::refreshFonts() {
  for (int role = 0; role < kFontRoleCount; ++role) {
    const FontRule rule = ruleOf(static_cast<FontRole>(role));
    QFont made;
    made.setFamilies({QStringLiteral("Roboto"), QStringLiteral("DejaVu Sans")});
    made.setPointSizeF(rule.points * type_percent_ / 100.0);
    made.setWeight(rule.weight);
    made.setStyle(QFont::StyleNormal);
    fonts_[static_cast<size_t>(role)] = made;
  }
}

void Theme::apply(QApplication& application) {
  application_ = &application;
  system_dark_ = application.palette().color(QPalette::Window).lightnessF() < 0.5;
  application.setStyle(new Style);
  refresh();
}

void Theme::setMode(ThemeMode mode) {
  if (mode_ == mode) return;
  mode_ = mode;
  refresh();
}

void Theme::setDensity(Density density) {
  if (density_ == density) return;
  density_ = density;
  refresh();
}

void Theme::setTypePercent(int percent) {
  percent = std::clamp(percent, 80, 150);
  if (type_percent_ == percent) return;
  type_percent_ = percent;
  refresh();
}

void Theme::refreshMetrics() {
  const auto pick = [this](int compact, int normal, int roomy) {
    const int height = density_ == Density::kCompact ? compact : density_ == Density::kDefault ? normal : roomy;
    // The design heights hold a 12 px line; larger or smaller type moves them by as much as the line grows.
    const double line_growth = 14.0 * (type_percent_ - 100) / 100.0;
    return height + static_cast<int>(std::lround(line_growth));
  };
  metrics_.tree_row = pick(18, 20, 26);
  metrics_.table_row = pick(20, 26, 32);
  metrics_.slider_row = pick(28, 38, 46);
  metrics_.control = pick(22, 24, 32);
  metrics_.number_field = pick(18, 20, 26);
  metrics_.section_head = pick(24, 26, 32);
  metrics_.dock_title = pick(28, 30, 36);
  metrics_.tool_bar = pick(36, 40, 48);
  metrics_.menu_bar = pick(28, 30, 36);
  metrics_.status_bar = pick(23, 25, 30);
  metrics_.viewer_bar = pick(30, 32, 40);
  metrics_.info_line = pick(24, 26, 32);
  metrics_.lane = pick(20, 22, 26);
}

void Theme::refresh() {
  const bool dark = mode_ == ThemeMode::kSystem ? system_dark_ : mode_ == ThemeMode::kDark;
  tokens_ = dark ? &Tokens::darkTokens() : &Tokens::lightTokens();
  refreshMetrics();
  refreshFonts();
  if (application_ != nullptr) {
    application_->setPalette(paletteOf(*tokens_));
    application_->setFont(font(FontRole::kBody));
    QToolTip::setPalette(paletteOf(*tokens_));
    QToolTip::setFont(font(FontRole::kBody));
    const auto widgets = QApplication::allWidgets();
    for (QWidget* widget : widgets) {
      if (widget->property(kPanelProperty).toBool()) widget->setPalette(panelPalette(*tokens_));
      widget->updateGeometry();
      widget->update();
    }
  }
  Q_EMIT changed();
}

}  // namespace lightbench::ui
