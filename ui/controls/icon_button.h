// A button that is only an icon. It cannot be made without a name: the name is its accessible name and, with the key,
// its tooltip.
#pragma once

#include <QKeySequence>
#include <QToolButton>

namespace lightbench::ui {

class IconButton : public QToolButton {
  Q_OBJECT
 public:
  // `icon_size` is one of 24, 20, 18, 16, 15, 13.
  IconButton(const QString& icon_name, const QString& name, QWidget* parent = nullptr, int icon_size = 18);

  // Shows the key in the tooltip. The key itself belongs to an action or shortcut of the panel.
  void setShownKey(const QKeySequence& key);
  void setName(const QString& name);
  void setIconName(const QString& icon_name);
  // With a fill and outline at rest, like a push button.
  void setFramed(bool framed);

  QSize sizeHint() const override;

 private:
  void describe();

  QString name_;
  QKeySequence key_;
};

}  // namespace lightbench::ui
