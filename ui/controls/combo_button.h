// A choice as one button: the label in text3, the value in Medium, a chevron, and a menu below. Unlike a combo box it
// shows what the value is for, and its width follows its content. Space, Enter, Up and Down open the menu.
#pragma once

#include <QAbstractButton>
#include <QVariant>

class QActionGroup;
class QMenu;

namespace lightbench::ui {

class ComboButton : public QAbstractButton {
  Q_OBJECT
 public:
  explicit ComboButton(const QString& label, QWidget* parent = nullptr);

  QString label() const { return label_; }
  void setLabel(const QString& label);

  int addItem(const QString& text, const QVariant& value = QVariant(), const QString& icon = QString());
  void addSeparator();
  void clear();
  int count() const { return static_cast<int>(actions_.size()); }
  QString itemText(int index) const;
  QVariant itemData(int index) const;
  int findData(const QVariant& value) const;
  void setItemEnabled(int index, bool enabled, const QString& reason = QString());

  int currentIndex() const { return current_; }
  QString currentText() const { return itemText(current_); }
  QVariant currentData() const { return itemData(current_); }
  // Sends nothing; -1 shows the placeholder.
  void setCurrentIndex(int index);
  // Shown when nothing is chosen.
  void setPlaceholder(const QString& text);
  // Shown in place of the current item's text, for a value that lies between the items; empty for none.
  void setValueText(const QString& text);

  QMenu* menu() const { return menu_; }
  void showMenu();

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  // The user chose an item, also the one that was already current.
  void activated(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  QString shownValue() const;
  void refreshAccessible();

  QString label_;
  QString placeholder_;
  QString value_text_;
  QMenu* menu_;
  QActionGroup* group_;
  QList<QAction*> actions_;
  int current_ = -1;
};

}  // namespace lightbench::ui
