#include "ui/controls/path_field.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>

#include "ui/controls/icon_button.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

QString droppedPath(const QMimeData* data) {
  if (data == nullptr || !data->hasUrls()) return QString();
  const auto urls = data->urls();
  return urls.size() == 1 && urls.first().isLocalFile() ? urls.first().toLocalFile() : QString();
}

}  // namespace

PathField::PathField(PathMode mode, QWidget* parent)
    : QWidget(parent),
      mode_(mode),
      line_(new QLineEdit(this)),
      button_(new IconButton(QStringLiteral("folder"),
                             mode == PathMode::kFolder ? tr("Choose a folder…") : tr("Choose a file…"), this, 16)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  row->addWidget(line_, 1);
  row->addWidget(button_);
  line_->setPlaceholderText(mode == PathMode::kFolder ? tr("No folder chosen") : tr("No file chosen"));
  setFocusProxy(line_);
  setAcceptDrops(true);
  line_->setAcceptDrops(false);  // the whole field takes the drop, and takes it as a path
  line_->installEventFilter(this);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(line_, &QLineEdit::editingFinished, this, [this] {
    if (line_->text() != committed_) commitPath(line_->text());
  });
  connect(button_, &QToolButton::clicked, this, &PathField::browse);
}

// A line that loses the focus while the field goes away must not report to what is left of it.
PathField::~PathField() { line_->disconnect(this); }

QString PathField::path() const { return line_->text(); }

void PathField::setPath(const QString& path) {
  committed_ = path;
  line_->setText(path);
  markProblem();
}

void PathField::setBaseFolder(const QString& folder) {
  base_folder_ = folder;
  markProblem();
}

QSize PathField::sizeHint() const { return QSize(200, Theme::metrics().control); }

QString PathField::problem() const {
  const QString text = path().trimmed();
  if (text.isEmpty()) return QString();  // nothing chosen yet is no mistake
  const QFileInfo file(base_folder_.isEmpty() ? text : QDir(base_folder_).absoluteFilePath(text));
  switch (mode_) {
    case PathMode::kOpenFile:
      if (!file.exists()) return tr("There is no such file.");
      if (file.isDir()) return tr("This is a folder; a file is needed.");
      return file.isReadable() ? QString() : tr("The file cannot be read: no permission.");
    case PathMode::kSaveFile: {
      if (file.isDir()) return tr("This is a folder; a file name is needed.");
      const QFileInfo folder(file.absolutePath());
      if (!folder.isDir()) return tr("The folder does not exist.");
      return folder.isWritable() ? QString() : tr("The folder cannot be written to: no permission.");
    }
    case PathMode::kFolder:
      if (!file.exists()) return tr("There is no such folder.");
      return file.isDir() ? QString() : tr("This is a file; a folder is needed.");
  }
  return QString();
}

void PathField::markProblem() {
  const QString reason = problem();
  line_->setProperty(kWarnProperty, !reason.isEmpty());
  line_->setToolTip(reason.isEmpty() ? path() : reason);
  line_->setAccessibleName(accessibleName());
  line_->setAccessibleDescription(reason);
  line_->update();
}

void PathField::commitPath(const QString& path) {
  setPath(path);
  Q_EMIT pathCommitted(path);
}

void PathField::browse() {
  const QString from = path().isEmpty() ? base_folder_ : QDir(base_folder_).absoluteFilePath(path());
  QString chosen;
  switch (mode_) {
    case PathMode::kOpenFile:
      chosen = QFileDialog::getOpenFileName(this, title_.isEmpty() ? tr("Open") : title_, from, filter_);
      break;
    case PathMode::kSaveFile:
      chosen = QFileDialog::getSaveFileName(this, title_.isEmpty() ? tr("Save as") : title_, from, filter_);
      break;
    case PathMode::kFolder:
      chosen = QFileDialog::getExistingDirectory(this, title_.isEmpty() ? tr("Choose a folder") : title_, from);
      break;
  }
  if (!chosen.isEmpty()) commitPath(chosen);
}

void PathField::dragEnterEvent(QDragEnterEvent* event) {
  if (droppedPath(event->mimeData()).isEmpty()) return;
  showDropTarget(true);
  event->acceptProposedAction();
}

void PathField::dragLeaveEvent(QDragLeaveEvent*) { showDropTarget(false); }

void PathField::dropEvent(QDropEvent* event) {
  showDropTarget(false);
  const QString dropped = droppedPath(event->mimeData());
  if (dropped.isEmpty()) return;
  event->acceptProposedAction();
  commitPath(dropped);
}

void PathField::showDropTarget(bool shown) {
  line_->setProperty(kDropProperty, shown);
  line_->update();
}

bool PathField::eventFilter(QObject* watched, QEvent* event) {
  if (watched == line_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && line_->text() != committed_) {
    line_->setText(committed_);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lightbench::ui
