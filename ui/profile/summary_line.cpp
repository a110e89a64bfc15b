#include "ui/profile/summary_line.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kInset = 12;
constexpr double kSignGap = 8;
constexpr double kWordGap = 4;
constexpr double kPartGap = 8;
constexpr double kGroupGap = 14;

double widthOf(const QString& text, FontRole role) { return QFontMetricsF(Theme::font(role)).horizontalAdvance(text); }

double signWidth(const SummaryPart& part) {
  return part.sign.isEmpty() ? 0 : widthOf(part.sign, FontRole::kBody) + kSignGap;
}

}  // namespace

SummaryLine::SummaryLine(QWidget* parent) : QWidget(parent) {
  setObjectName("summaryLine");
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void SummaryLine::setParts(std::vector<std::vector<SummaryPart>> groups) {
  groups_ = std::move(groups);
  setAccessibleName(text());
  update();
}

QSize SummaryLine::sizeHint() const { return QSize(320, Theme::metrics().info_line); }
QSize SummaryLine::minimumSizeHint() const { return QSize(80, Theme::metrics().info_line); }

std::vector<std::vector<SummaryLine::Place>> SummaryLine::places() const {
  std::vector<std::vector<Place>> placed;
  double x = kInset;
  for (const std::vector<SummaryPart>& group : groups_) {
    std::vector<Place> line;
    for (const SummaryPart& part : group) {
      const double width = signWidth(part) + widthOf(part.value, FontRole::kBodyMedium) + kWordGap +
                           widthOf(part.words, FontRole::kSecondary);
      line.push_back({x, x + width, &part});
      x += width + kPartGap;
    }
    if (!line.empty() && line.back().right > width() - kInset) break;
    placed.push_back(std::move(line));
    x += 2 * kGroupGap - kPartGap;
  }
  return placed;
}

QString SummaryLine::explanationAt(const QPoint& point) const {
  for (const std::vector<Place>& group : places()) {
    for (const Place& place : group) {
      if (point.x() >= place.left && point.x() <= place.right) return place.part->why;
    }
  }
  return {};
}

bool SummaryLine::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), explanationAt(help->pos()), this);
    return true;
  }
  return QWidget::event(event);
}

void SummaryLine::paintEvent(QPaintEvent* /*event*/) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), t.window);
  paintHairline(&painter, QLineF(0, 0, width(), 0), t.line);
  const QFontMetricsF body(Theme::font(FontRole::kBody));
  const double baseline = (height() + body.ascent() - body.descent()) / 2;
  const auto write = [&](double x, const QString& text, FontRole role, const QColor& color) {
    painter.setFont(Theme::font(role));
    painter.setPen(color);
    painter.drawText(QPointF(x, baseline), text);
    return x + widthOf(text, role);
  };
  bool first = true;
  for (const std::vector<Place>& group : places()) {
    if (!first && !group.empty()) {
      const double x = group.front().left - kGroupGap;
      paintHairline(&painter, QLineF(x, 6, x, height() - 6), t.line);
    }
    first = false;
    for (const Place& place : group) {
      const SummaryPart& part = *place.part;
      if (!part.sign.isEmpty()) write(place.left, part.sign, FontRole::kBody, t.text3);
      const double x =
          write(place.left + signWidth(part), part.value, FontRole::kBodyMedium, part.total ? t.accent : t.text);
      write(x + kWordGap, part.words, FontRole::kSecondary, t.text3);
    }
  }
}

}  // namespace lightbench::ui
