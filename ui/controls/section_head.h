// The head of a part of a dock: a window-coloured bar with a title in Medium, a note in text3 at the right and
// optionally a chevron that folds what lies below. A foldable head takes the focus; Space, Enter, Left and Right fold.
#pragma once

#include <QAbstractButton>

namespace lightbench::ui {

class SectionHead : public QAbstractButton {
  Q_OBJECT
 public:
  explicit SectionHead(const QString& title, QWidget* parent = nullptr);

  QString note() const { return note_; }
  void setNote(const QString& note);
  // Makes the head foldable and shows or hides `body` with it. Open at first.
  void setBody(QWidget* body);
  bool isFoldable() const { return isCheckable(); }
  bool isOpen() const { return !isCheckable() || isChecked(); }
  void setOpen(bool open);
  // A widget at the right, in place of the note; the head owns it.
  void setCornerWidget(QWidget* widget);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void opened(bool open);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QString note_;
  QWidget* body_ = nullptr;
  QWidget* corner_ = nullptr;
};

}  // namespace lightbench::ui
