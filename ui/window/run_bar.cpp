#include "ui/window/run_bar.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include "ui/controls/combo_button.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/window/run_reading.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

// A hairline between groups.
class Rule : public QWidget {
 public:
  Rule() { setFixedSize(9, 20); }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    paintHairline(&painter, QLineF(4, 0, 4, height()), Theme::tokens().line);
  }
};

}  // namespace

RunBar::RunBar(const WindowActions& actions, QWidget* parent) : QWidget(parent), reading_(new RunReading) {
  setObjectName("runBar");
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 0, 0, 0);
  row->setSpacing(8);

  QToolButton* live = addButton(actions.live);
  live->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  live->setProperty(kFramedProperty, true);
  live->setAutoRaise(false);
  QToolButton* stop = addButton(actions.stop);
  stop->setProperty(kFramedProperty, true);
  stop->setAutoRaise(false);
  addRule();
  addButton(actions.undo);
  addButton(actions.redo);
  addRule();
  addCombo("deviceCombo", tr("Device"), actions.devices, tr("What the nodes run on"));
  addCombo("budgetCombo", tr("Budget"), actions.budgets,
           tr("How soon a picture has to appear while dragging; a proxy stands in when the exact one takes longer"));
  addCombo("precisionCombo", tr("Precision"), actions.precisions, tr("How the result of every node is stored"));
  addRule();
  addRecordButton(actions.record);
  row->addStretch(1);
  row->addWidget(reading_);
}

void RunBar::addControl(QWidget* control) {
  auto* row = static_cast<QHBoxLayout*>(layout());
  row->insertWidget(row->count() - 2, control);  // before the stretch and the reading
}

QSize RunBar::sizeHint() const { return QSize(QWidget::sizeHint().width(), Theme::metrics().tool_bar); }

QToolButton* RunBar::addButton(QAction* action) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setAutoRaise(true);
  button->setIconSize(QSize(16, 16));
  button->setFocusPolicy(Qt::TabFocus);
  button->setMinimumSize(28, Theme::metrics().control);
  button->setObjectName(action->objectName() + QStringLiteral("Button"));
  button->setAccessibleName(action->text().remove('&'));
  layout()->addWidget(button);
  return button;
}

// As wide as its longest words, so that nothing moves while rounds are counted.
void RunBar::addRecordButton(QAction* action) {
  QToolButton* button = addButton(action);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setProperty(kFramedProperty, true);
  button->setAutoRaise(false);
  const auto look = [button, action] {
    action->setIcon(icon(QStringLiteral("record"), Theme::tokens().error));
    const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
    button->setMinimumWidth(
        std::max(metrics.horizontalAdvance(tr("999 of 999")), metrics.horizontalAdvance(tr("warm-up"))) + 44);
  };
  connect(&Theme::instance(), &Theme::changed, button, look);
  look();
}

ComboButton* RunBar::addCombo(const char* name, const QString& label, QActionGroup* group, const QString& tip) {
  auto* combo = new ComboButton(label);
  combo->setObjectName(QString::fromLatin1(name));
  combo->setToolTip(tip);
  combo->setFocusPolicy(Qt::TabFocus);
  const QList<QAction*> choices = group->actions();
  for (const QAction* choice : choices) combo->addItem(choice->text(), choice->data());
  const auto follow = [combo, group, choices] {
    combo->setCurrentIndex(static_cast<int>(choices.indexOf(group->checkedAction())));
  };
  for (const QAction* choice : choices) connect(choice, &QAction::toggled, combo, follow);
  connect(combo, &ComboButton::activated, group, [choices](int index) { choices[index]->trigger(); });
  follow();
  layout()->addWidget(combo);
  return combo;
}

void RunBar::addRule() { layout()->addWidget(new Rule); }

void RunBar::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), tokens.window);
  paintHairline(&painter, QLineF(0, 0, width(), 0), tokens.line);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), tokens.line);
}

}  // namespace lightbench::ui
