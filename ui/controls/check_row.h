// A yes or no in the inspector: box, label. The label turns Medium when the value is not the default; Backspace
// resets. `valueCommitted` is sent for the user's changes only.
#pragma once

#include <QAbstractButton>
#include <optional>

namespace lightbench::ui {

class CheckRow : public QAbstractButton {
  Q_OBJECT
 public:
  explicit CheckRow(const QString& label, QWidget* parent = nullptr);

  bool value() const { return isChecked(); }
  void setValue(bool value);
  void setDefault(std::optional<bool> value);
  bool isChanged() const { return default_ && *default_ != isChecked(); }

  QSize sizeHint() const override;

 Q_SIGNALS:
  void valueCommitted(bool value);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  std::optional<bool> default_;
};

}  // namespace lightbench::ui
