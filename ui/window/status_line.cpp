#include "ui/window/status_line.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kMargin = 12;
constexpr int kFactGap = 12;

}  // namespace

StatusLine::StatusLine(QWidget* parent) : QWidget(parent) {
  setObjectName("statusLine");
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StatusLine::setState(State state, const QString& words) {
  if (state_ == state && words_ == words) return;
  state_ = state;
  words_ = words;
  describe();
}

void StatusLine::setFileState(const QString& words) {
  if (file_ == words) return;
  file_ = words;
  describe();
}

QStringList StatusLine::facts() const {
  QStringList texts;
  for (const StatusFact& fact : facts_) texts << fact.text;
  return texts;
}

void StatusLine::setFacts(const QList<StatusFact>& facts) {
  if (facts_ == facts) return;
  facts_ = facts;
  describe();
}

void StatusLine::describe() {
  setAccessibleName(QStringList({words_, file_, facts().join(", ")}).join("; "));
  update();
}

QSize StatusLine::sizeHint() const { return QSize(200, Theme::metrics().status_bar); }

QList<QRectF> StatusLine::factAreas() const {
  const QFontMetricsF metrics(Theme::font(FontRole::kBody));
  QList<QRectF> areas;
  double right = width() - kMargin;
  for (auto fact = facts_.crbegin(); fact != facts_.crend(); ++fact) {
    const double wide = metrics.horizontalAdvance(fact->text);
    areas.prepend(QRectF(right - wide, 0, wide, height()));
    right -= wide + 2 * kFactGap;
  }
  return areas;
}

bool StatusLine::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QList<QRectF> areas = factAreas();
  for (qsizetype i = 0; i < areas.size(); ++i) {
    if (!areas[i].contains(help->pos())) continue;
    QToolTip::showText(help->globalPos(), tipOf(i), this, areas[i].toRect());
    return true;
  }
  QToolTip::hideText();
  return true;
}

void StatusLine::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), tokens.window);
  paintHairline(&painter, QLineF(0, 0, width(), 0), tokens.line);
  const char* icon = "check";
  QColor ink = tokens.accent;
  if (state_ == State::kRunning) icon = "play";
  if (state_ == State::kPaused) icon = "pause", ink = tokens.text2;
  if (state_ == State::kProblem) icon = "error", ink = tokens.error;
  paintIcon(&painter, icon, QRectF(kMargin, 0, 15, height()), ink);

  painter.setFont(Theme::font(FontRole::kBodyMedium));
  const double baseline = (height() + painter.fontMetrics().ascent() - painter.fontMetrics().descent()) / 2.0;

  // Facts first, from the right: the words give way to them.
  painter.setFont(Theme::font(FontRole::kBody));
  double right = width() - kMargin;
  painter.setPen(tokens.text2);
  const QList<QRectF> areas = factAreas();
  for (qsizetype i = 0; i < areas.size(); ++i) {
    painter.drawText(QPointF(areas[i].left(), baseline), facts_[i].text);
    const double line = areas[i].left() - kFactGap;
    paintHairline(&painter, QLineF(line, 5, line, height() - 5), tokens.line);
    right = std::min(right, line - kFactGap);
  }

  double left = kMargin + 15 + 6;
  painter.setFont(Theme::font(FontRole::kBodyMedium));
  painter.setPen(tokens.text);
  const QString words = painter.fontMetrics().elidedText(words_, Qt::ElideRight, static_cast<int>(right - left));
  painter.drawText(QPointF(left, baseline), words);
  left += painter.fontMetrics().horizontalAdvance(words) + 16;
  painter.setFont(Theme::font(FontRole::kBody));
  painter.setPen(tokens.text2);
  painter.drawText(QPointF(left, baseline),
                   painter.fontMetrics().elidedText(file_, Qt::ElideRight, static_cast<int>(right - left)));
}

}  // namespace lightbench::ui
