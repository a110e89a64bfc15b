#include "ui/window/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>

#include "ui/controls/icon_button.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

DockTitle::DockTitle(QDockWidget* dock, QTabBar* tabs) : QWidget(dock), tabs_(tabs) {
  if (!tabs_) {
    tabs_ = new QTabBar;
    tabs_->addTab(dock->windowTitle());
    tabs_->setFocusPolicy(Qt::NoFocus);                     // one tab: nothing to choose
    tabs_->setAttribute(Qt::WA_TransparentForMouseEvents);  // so that it drags the dock like the rest
  }
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  float_ = new IconButton("float", tr("Let %1 float, or put it back").arg(dock->windowTitle()), nullptr, 15);
  auto* close = new IconButton("close", tr("Close %1").arg(dock->windowTitle()), nullptr, 15);
  close->setShownKey(dock->toggleViewAction()->shortcut());
  float_->setFocusPolicy(Qt::TabFocus);
  close->setFocusPolicy(Qt::TabFocus);
  connect(float_, &QAbstractButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
  connect(close, &QAbstractButton::clicked, dock, &QWidget::close);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 6, 0);
  row->setSpacing(2);
  row->addWidget(tabs_, 0, Qt::AlignBottom);
  row->addStretch(1);
  row->addWidget(float_);
  row->addWidget(close);
}

QSize DockTitle::sizeHint() const { return QSize(layout()->sizeHint().width(), Theme::metrics().dock_title); }
QSize DockTitle::minimumSizeHint() const { return QSize(80, Theme::metrics().dock_title); }

void DockTitle::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), tokens.window);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), tokens.line);
}

}  // namespace lightbench::ui
