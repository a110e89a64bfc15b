#include "ui/profile/plot_widget.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kRight = 10;
constexpr double kLabelGap = 6;
constexpr double kHeadPadding = 8;

double labelHeight() { return QFontMetricsF(Theme::font(FontRole::kHint)).height(); }

}  // namespace

PlotWidget::PlotWidget(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

double PlotWidget::typed(double pixels) { return pixels * Theme::instance().typePercent() / 100; }

double PlotWidget::headHeight() const {
  return QFontMetricsF(Theme::font(FontRole::kSecondaryMedium)).height() + kHeadPadding;
}

QRectF PlotWidget::area() const {
  const double left = QFontMetricsF(Theme::font(FontRole::kHint)).horizontalAdvance(widest_) + 2 * kLabelGap;
  return QRectF(rect()).adjusted(left, headHeight(), -kRight, -labelHeight() - kLabelGap);
}

void PlotWidget::partsChanged() {
  hovered_ = -1;
  current_ = std::min(current_, count() - 1);
  describe();
  update();
}

void PlotWidget::describe() {
  setAccessibleDescription(current_ < 0 ? summary() : wordsOf(current_) + QStringLiteral("; ") + summary());
  if (!QAccessible::isActive()) return;
  QAccessibleEvent change(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&change);
}

void PlotWidget::setCurrent(int part) {
  current_ = std::clamp(part, -1, count() - 1);
  describe();
  update();
}

void PlotWidget::paintHeights(QPainter& painter, const PlotScale& scale, const std::vector<PlotTick>& ticks) const {
  const Tokens& t = Theme::tokens();
  const QRectF plot = area();
  painter.setFont(Theme::font(FontRole::kHint));
  for (const PlotTick& tick : ticks) {
    const double y = scale.place(tick.value);
    paintHairline(&painter, QLineF(plot.left(), y, plot.right(), y), t.line);
    painter.setPen(t.text3);
    painter.drawText(QRectF(0, y - labelHeight(), plot.left() - kLabelGap, 2 * labelHeight()),
                     Qt::AlignRight | Qt::AlignVCenter, tick.label);
  }
}

void PlotWidget::paintPlaces(QPainter& painter, const PlotScale& scale, const std::vector<PlotTick>& ticks) const {
  const QRectF plot = area();
  painter.setFont(Theme::font(FontRole::kHint));
  painter.setPen(Theme::tokens().text3);
  for (const PlotTick& tick : ticks) {
    const double half = painter.fontMetrics().horizontalAdvance(tick.label) / 2.0 + 1;
    const double x = std::clamp(scale.place(tick.value), half, std::max(half, width() - half));
    painter.drawText(QRectF(x - half, plot.bottom() + kLabelGap / 2, 2 * half, labelHeight()), Qt::AlignCenter,
                     tick.label);
  }
}

void PlotWidget::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  painter.fillRect(rect(), t.panel);
  paintPanel(&painter, area(), 0, t.field);
  painter.setRenderHint(QPainter::Antialiasing);
  paintPlot(painter);
  if (hasFocus()) paintFocusRing(&painter, rect());
}

bool PlotWidget::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int part = partAt(help->pos());
    QToolTip::showText(help->globalPos(), part < 0 ? QString() : wordsOf(part), this);
    return true;
  }
  return QWidget::event(event);
}

void PlotWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  const int part = partAt(event->position());
  if (part < 0) return;
  setCurrent(part);
  activate(part);
}

void PlotWidget::mouseMoveEvent(QMouseEvent* event) {
  const int part = partAt(event->position());
  if (part == hovered_) return;
  hovered_ = part;
  update();
  QToolTip::showText(event->globalPosition().toPoint(), part < 0 ? QString() : wordsOf(part), this);
}

void PlotWidget::leaveEvent(QEvent* /*event*/) {
  hovered_ = -1;
  update();
}

void PlotWidget::goTo(int part) {
  setCurrent(part);
  QToolTip::showText(mapToGlobal(placeOf(current_).toPoint()), wordsOf(current_), this);
}

void PlotWidget::keyPressEvent(QKeyEvent* event) {
  if (count() == 0 || event->modifiers() & ~Qt::KeypadModifier) return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left: return goTo(current_ < 0 ? count() - 1 : std::max(0, current_ - 1));
    case Qt::Key_Right: return goTo(current_ < 0 ? 0 : current_ + 1);
    case Qt::Key_Home: return goTo(0);
    case Qt::Key_End: return goTo(count() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (current_ >= 0) return activate(current_);
      break;
    default: break;
  }
  QWidget::keyPressEvent(event);
}

void PlotWidget::focusInEvent(QFocusEvent* event) {
  update();
  QWidget::focusInEvent(event);
}

void PlotWidget::focusOutEvent(QFocusEvent* event) {
  update();
  QWidget::focusOutEvent(event);
}

}  // namespace lightbench::ui
