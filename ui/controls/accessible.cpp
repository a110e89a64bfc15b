#include "ui/controls/accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include "ui/controls/number_field.h"
#include "ui/controls/sparkbar.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

class AccessibleNumber : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit AccessibleNumber(NumberField* field) : QAccessibleWidget(field, QAccessible::SpinBox) {}

  void* interface_cast(QAccessible::InterfaceType type) override {
    if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
  }
  QString text(QAccessible::Text which) const override {
    if (which != QAccessible::Value) return QAccessibleWidget::text(which);
    const NumberRule& rule = field()->rule();
    return rule.unit.isEmpty() ? rule.text(field()->value()) : rule.text(field()->value()) + QChar(' ') + rule.unit;
  }
  QVariant currentValue() const override { return field()->value(); }
  void setCurrentValue(const QVariant& value) override {
    if (!field()->rule().refusal(value.toDouble()).isEmpty()) return;
    field()->scrubTo(value.toDouble());
    field()->commit();
  }
  QVariant maximumValue() const override { return field()->rule().soft_max; }
  QVariant minimumValue() const override { return field()->rule().soft_min; }
  QVariant minimumStepSize() const override { return field()->rule().step; }

 private:
  NumberField* field() const { return static_cast<NumberField*>(widget()); }
};

class AccessibleBar : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit AccessibleBar(Sparkbar* bar) : QAccessibleWidget(bar, QAccessible::ProgressBar) {}

  void* interface_cast(QAccessible::InterfaceType type) override {
    if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
  }
  QString text(QAccessible::Text which) const override {
    return which == QAccessible::Value ? formatShare(bar()->share()) : QAccessibleWidget::text(which);
  }
  QVariant currentValue() const override { return bar()->share(); }
  void setCurrentValue(const QVariant&) override {}  // a reading, not an input
  QVariant maximumValue() const override { return 1.0; }
  QVariant minimumValue() const override { return 0.0; }
  QVariant minimumStepSize() const override { return QVariant(); }

 private:
  Sparkbar* bar() const { return static_cast<Sparkbar*>(widget()); }
};

QAccessibleInterface* make(const QString&, QObject* object) {
  if (auto* field = qobject_cast<NumberField*>(object)) return new AccessibleNumber(field);
  if (auto* bar = qobject_cast<Sparkbar*>(object)) return new AccessibleBar(bar);
  return nullptr;
}

}  // namespace

void installAccessibleControls() {
  static const bool once = [] {
    QAccessible::installFactory(make);
    return true;
  }();
  Q_UNUSED(once)
}

void announceValue(QWidget* widget) {
  if (!QAccessible::isActive()) return;
  if (const auto* field = qobject_cast<NumberField*>(widget)) {
    QAccessibleValueChangeEvent change(widget, field->value());
    QAccessible::updateAccessibility(&change);
  } else if (const auto* bar = qobject_cast<Sparkbar*>(widget)) {
    QAccessibleValueChangeEvent change(widget, bar->share());
    QAccessible::updateAccessibility(&change);
  }
}

}  // namespace lightbench::ui
