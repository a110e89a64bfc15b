// A line to search in a list: the magnifier inside, a button to clear, Escape clears. Up and Down, Page Up and Page
// Down are passed on, so that the list can be walked while typing; Enter is QLineEdit's returnPressed.
#pragma once

#include <QLineEdit>

namespace lightbench::ui {

class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);

  // Where Up, Down and the page keys go; nullptr for nowhere.
  void setKeyTarget(QWidget* target) { key_target_ = target; }

 Q_SIGNALS:
  // Escape in an empty field: whoever opened the search may close it.
  void abandoned();

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QWidget* key_target_ = nullptr;
};

}  // namespace lightbench::ui
