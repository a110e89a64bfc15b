#include "ui/window/menu_row.h"

#include <QEvent>
#include <QMenuBar>
#include <QPainter>

#include <algorithm>

#include "ui/controls/segments.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kCommandsWidth = 200;
constexpr int kMargin = 12;

}  // namespace

CommandButton::CommandButton(QWidget* parent) : QAbstractButton(parent) {
  setObjectName("commandButton");
  setText(tr("Commands"));
  setAccessibleName(tr("Commands"));
  setToolTip(tr("Find any command by its name  F3"));
  setAttribute(Qt::WA_Hover);
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::IBeamCursor);
}

QSize CommandButton::sizeHint() const { return QSize(kCommandsWidth, Theme::metrics().control - 2); }

void CommandButton::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  const QColor outline = underMouse() ? tokens.line2 : tokens.outline;
  paintPanel(&painter, rect(), radius::kControl, tokens.field, outline);
  paintIcon(&painter, "search", QRectF(6, 0, 15, height()), tokens.text2);
  painter.setFont(Theme::font(FontRole::kBody));
  painter.setPen(tokens.text3);
  painter.drawText(QRect(28, 0, width() - 28, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
  painter.setFont(Theme::font(FontRole::kHint));
  const QString key = QStringLiteral("F3");
  const double wide = painter.fontMetrics().horizontalAdvance(key) + 8;
  const QRectF chip(width() - wide - 4, (height() - 16) / 2.0, wide, 16);
  paintPanel(&painter, chip, radius::kField, QColor(), tokens.line2);
  painter.setPen(tokens.text2);
  painter.drawText(chip, Qt::AlignCenter, key);
  if (hasFocus()) paintFocusRing(&painter, rect(), radius::kControl);
}

MenuRow::MenuRow(QWidget* parent)
    : QWidget(parent), menus_(new QMenuBar(this)), workspaces_(new Segments(this)), commands_(new CommandButton(this)) {
  setObjectName("menuRow");
  menus_->setNativeMenuBar(false);
  workspaces_->setObjectName("workspaces");
  workspaces_->setAccessibleName(tr("Workspace"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize MenuRow::sizeHint() const { return QSize(640, Theme::metrics().menu_bar); }

void MenuRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const int menusWidth = menus_->sizeHint().width();
  const int barHeight = std::min(height(), menus_->sizeHint().height());
  menus_->setGeometry(0, (height() - barHeight) / 2, menusWidth, barHeight);
  const int searchWidth = std::clamp(width() - menusWidth - 2 * kMargin, 0, kCommandsWidth);
  const int searchHeight = commands_->sizeHint().height();
  commands_->setGeometry(width() - searchWidth - kMargin, (height() - searchHeight) / 2, searchWidth, searchHeight);
  // In the middle of the window; where that is taken, between its neighbours.
  const QSize middle = workspaces_->sizeHint();
  const int free = commands_->x() - menusWidth - 2 * kMargin;
  const int left = std::clamp((width() - middle.width()) / 2, menusWidth + kMargin,
                              std::max(menusWidth + kMargin, commands_->x() - middle.width() - kMargin));
  workspaces_->setVisible(free >= middle.width());
  workspaces_->setGeometry(left, (height() - middle.height()) / 2, middle.width(), middle.height());
}

void MenuRow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), Theme::tokens().window);
}

}  // namespace lightbench::ui
