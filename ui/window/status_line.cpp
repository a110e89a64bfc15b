#include "ui/window/status_line.h"

#include <QPainter>

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

void StatusLine::setFacts(const QStringList& facts) {
  if (facts_ == facts) return;
  facts_ = facts;
  describe();
}

void StatusLine::describe() {
  setAccessibleName(QStringList({words_, file_, facts_.join(", ")}).join("; "));
  update();
}

QSize StatusLine::sizeHint() const { return QSize(200, Theme::metrics().status_bar); }

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
  for (auto fact = facts_.crbegin(); fact != facts_.crend(); ++fact) {
    const double wide = painter.fontMetrics().horizontalAdvance(*fact);
    painter.drawText(QPointF(right - wide, baseline), *fact);
    right -= wide + kFactGap;
    paintHairline(&painter, QLineF(right, 5, right, height() - 5), tokens.line);
    right -= kFactGap;
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
