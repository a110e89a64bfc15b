// A file or folder: a line to type the path, a button that asks, and a place to drop a file on. A path that cannot be
// used is marked with the warn outline and the reason is the tooltip; it is still committed, for the document may
// come from another machine.
#pragma once

#include <QWidget>

class QLineEdit;

namespace lightbench::ui {

class IconButton;

enum class PathMode { kOpenFile, kSaveFile, kFolder };

class PathField : public QWidget {
  Q_OBJECT
 public:
  explicit PathField(PathMode mode, QWidget* parent = nullptr);
  ~PathField() override;

  QString path() const;
  void setPath(const QString& path);
  // As QFileDialog takes it: "Pictures (*.png *.jpg);;All files (*)".
  void setNameFilter(const QString& filter) { filter_ = filter; }
  void setDialogTitle(const QString& title) { title_ = title; }
  // For a relative path: where it starts.
  void setBaseFolder(const QString& folder);
  // Empty when the path can be used.
  QString problem() const;

  QSize sizeHint() const override;

 Q_SIGNALS:
  void pathCommitted(const QString& path);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void browse();
  void commitPath(const QString& path);
  void markProblem();
  void showDropTarget(bool shown);

  PathMode mode_;
  QLineEdit* line_;
  IconButton* button_;
  QString filter_;
  QString title_;
  QString base_folder_;
  QString committed_;
};

}  // namespace lightbench::ui
