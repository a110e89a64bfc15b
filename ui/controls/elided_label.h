// One line of text that gives way: it is cut with an ellipsis when there is no room, and the whole text is then its
// tooltip. Type and colour are roles, so it follows the theme.
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace lightbench::ui {

enum class Ink { kText, kText2, kText3, kAccent, kWarn, kError, kInfo, kFaster, kSlower };
QColor inkColor(Ink ink);

class ElidedLabel : public QWidget {
  Q_OBJECT
 public:
  explicit ElidedLabel(const QString& text = QString(), FontRole role = FontRole::kBody, Ink ink = Ink::kText,
                       QWidget* parent = nullptr);

  QString text() const { return text_; }
  void setText(const QString& text);
  void setRole(FontRole role);
  void setInk(Ink ink);
  void setElideMode(Qt::TextElideMode mode);
  void setAlignment(Qt::Alignment alignment);
  bool isElided() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString text_;
  FontRole role_;
  Ink ink_;
  Qt::TextElideMode elide_ = Qt::ElideRight;
  Qt::Alignment alignment_ = Qt::AlignLeft | Qt::AlignVCenter;
};

}  // namespace lightbench::ui
