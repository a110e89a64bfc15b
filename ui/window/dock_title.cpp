#include "ui/window/dock_title.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QPainter>
#include <QTabBar>

#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

DockTitle::DockTitle(QDockWidget* dock, QTabBar* tabs)
    : QWidget(dock), dock_(dock), tabs_(tabs), ownTabs_(tabs == nullptr), note_(new ElidedLabel) {
  if (ownTabs_) {
    tabs_ = new QTabBar;
    setGroup({dock});
    connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
      QDockWidget* chosen = group_.value(index);
      if (!chosen || chosen == dock_) return;
      const bool byKey = tabs_->hasFocus();
      setGroup(QList(group_));  // this title goes on marking its own dock
      chosen->raise();
      // The tab that was walked to lies in the other dock's title.
      if (byKey) chosen->titleBarWidget()->findChild<QTabBar*>()->setFocus(Qt::TabFocusReason);
    });
  }
  note_->setRole(FontRole::kSecondary);
  note_->setInk(Ink::kText3);
  note_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
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
  row->addSpacing(12);
  row->addWidget(note_, 1);
  row->addSpacing(6);
  row->addWidget(float_);
  row->addWidget(close);
}

void DockTitle::setGroup(const QList<QDockWidget*>& docks) {
  if (!ownTabs_) return;
  const QSignalBlocker quiet(tabs_);
  group_ = docks;
  while (tabs_->count() > docks.size()) tabs_->removeTab(tabs_->count() - 1);
  while (tabs_->count() < docks.size()) tabs_->addTab(QString());
  for (int index = 0; index < docks.size(); ++index) tabs_->setTabText(index, docks[index]->windowTitle());
  tabs_->setCurrentIndex(static_cast<int>(docks.indexOf(dock_)));
  // One tab: nothing to choose, and it drags the dock like the rest.
  tabs_->setFocusPolicy(docks.size() > 1 ? Qt::TabFocus : Qt::NoFocus);
  tabs_->setAttribute(Qt::WA_TransparentForMouseEvents, docks.size() < 2);
}

void DockTitle::setNote(const QString& note) { note_->setText(note); }

QSize DockTitle::sizeHint() const { return QSize(layout()->sizeHint().width(), Theme::metrics().dock_title); }
QSize DockTitle::minimumSizeHint() const { return QSize(80, Theme::metrics().dock_title); }

void DockTitle::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), tokens.window);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), tokens.line);
}

}  // namespace lightbench::ui
