// An icon that only says something: no button, no focus. The words beside it carry the meaning.
#pragma once

#include <QWidget>

#include "ui/controls/elided_label.h"

namespace lightbench::ui {

class IconSign : public QWidget {
  Q_OBJECT
 public:
  explicit IconSign(QWidget* parent = nullptr, int size = 15);

  void setSign(const QString& icon_name, Ink ink);
  QString sign() const { return icon_name_; }

  QSize sizeHint() const override { return QSize(size_, size_); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int size_;
  QString icon_name_;
  Ink ink_ = Ink::kText2;
};

}  // namespace lightbench::ui
