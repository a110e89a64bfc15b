#include "ui/window/file_commands.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

#include "engine/image/codecs/codec.h"
#include "ui/library/sample.h"
#include "ui/window/message_bar.h"
#include "ui/window/settings.h"

namespace lightbench::ui {

namespace {

constexpr double kInputSpacing = 190;  // one node face with its picture, and a gap

QString pipelineFilter() { return FileCommands::tr("Lightbench pipelines (*.lbp);;All files (*)"); }

bool isPipeline(const QString& path) { return path.endsWith(QStringLiteral(".lbp"), Qt::CaseInsensitive); }

}  // namespace

FileCommands::FileCommands(Document& document, EngineBridge& bridge, Settings& settings, MessageBar& messages,
                           QWidget* window)
    : QObject(window), document_(document), bridge_(bridge), settings_(settings), messages_(messages), window_(window) {
  connect(&bridge_, &EngineBridge::exportFinished, this, [this](bool ok, const QString& message) {
    messages_.say(ok ? MessageKind::kNews : MessageKind::kError, message);
  });
}

bool FileCommands::mayLeave() {
  if (!document_.isModified()) return true;
  QMessageBox question(QMessageBox::Question, tr("Unsaved changes"),
                       tr("Save the changes of “%1”?").arg(document_.displayName()), QMessageBox::NoButton, window_);
  question.setObjectName("unsavedQuestion");
  question.setInformativeText(tr("They are lost otherwise."));
  QPushButton* save = question.addButton(tr("&Save"), QMessageBox::AcceptRole);
  QPushButton* discard = question.addButton(tr("&Don’t save"), QMessageBox::DestructiveRole);
  QPushButton* stay = question.addButton(tr("Cancel"), QMessageBox::RejectRole);
  question.setDefaultButton(save);
  question.setEscapeButton(stay);
  question.exec();
  if (question.clickedButton() == save) return this->save();
  return question.clickedButton() == discard;
}

void FileCommands::newPipeline() {
  if (!mayLeave()) return;
  messages_.dismiss();
  document_.adopt(Graph());
}

void FileCommands::openSample() {
  if (!mayLeave()) return;
  Result<Graph> sample = samplePipeline(document_.registry());
  if (!sample) return messages_.say(sample.error());
  messages_.dismiss();
  document_.adopt(*std::move(sample));
  for (const Node& node : document_.graph().nodes) {
    if (node.type == "gaussian_blur") document_.setSelection({node.id}, node.id);  // something to drag at once
  }
}

void FileCommands::askAndOpen() {
  const QString path =
      QFileDialog::getOpenFileName(window_, tr("Open a pipeline"), settings_.lastFolder("pipelines"), pipelineFilter());
  if (!path.isEmpty()) open(path);
}

bool FileCommands::open(const QString& path) {
  if (!mayLeave()) return false;
  const QString full = QFileInfo(path).absoluteFilePath();
  if (const Status status = document_.open(full); !status) {
    messages_.say(status.error());
    if (!QFileInfo::exists(full)) settings_.removeRecentFile(full);
    return false;
  }
  settings_.addRecentFile(full);
  settings_.setLastFolder("pipelines", QFileInfo(full).absolutePath());
  messages_.dismiss();
  const std::vector<Error> problems = validate(document_.graph(), document_.registry());
  if (document_.isReadOnly()) {
    messages_.say(MessageKind::kWarning,
                  tr("%1 was written by a newer version of Lightbench and is open read-only; changes can be saved "
                     "under another name.")
                      .arg(document_.displayName()));
  } else if (!problems.empty()) {
    const QString more =
        problems.size() > 1 ? tr(" — and %n more", nullptr, static_cast<int>(problems.size()) - 1) : QString();
    messages_.say(MessageKind::kWarning, QString::fromStdString(problems.front().message()) + more);
  }
  return true;
}

bool FileCommands::save() {
  if (document_.path().isEmpty() || document_.isReadOnly()) return askAndSaveAs();
  return saveTo(document_.path());
}

bool FileCommands::askAndSaveAs() {
  const QString folder =
      document_.path().isEmpty() ? settings_.lastFolder("pipelines") : QFileInfo(document_.path()).absolutePath();
  QString name = document_.displayName();
  if (!isPipeline(name)) name += QStringLiteral(".lbp");
  QString path = QFileDialog::getSaveFileName(window_, tr("Save the pipeline"), folder + '/' + name, pipelineFilter());
  if (path.isEmpty()) return false;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".lbp");
  return saveTo(path);
}

bool FileCommands::saveTo(const QString& path) {
  if (const Status status = document_.save(path); !status) {
    messages_.say(MessageKind::kError, QString::fromStdString(status.error().message()), tr("Save as…"),
                  [this] { askAndSaveAs(); });
    return false;
  }
  settings_.addRecentFile(document_.path());
  settings_.setLastFolder("pipelines", QFileInfo(document_.path()).absolutePath());
  if (messages_.kind() == MessageKind::kError) messages_.dismiss();
  return true;
}

void FileCommands::exportOutputs() {
  if (bridge_.isExporting()) return;
  bridge_.exportOutputs();
}

void FileCommands::fillRecentMenu(QMenu& menu) {
  menu.clear();
  const QStringList files = settings_.recentFiles();
  for (const QString& path : files) {
    QAction* action = menu.addAction(QFileInfo(path).fileName().replace('&', "&&"));
    action->setToolTip(path);
    action->setStatusTip(path);
    connect(action, &QAction::triggered, this, [this, path] { open(path); });
  }
  if (files.isEmpty()) menu.addAction(tr("No files yet"))->setEnabled(false);
  menu.addSeparator();
  QAction* forget = menu.addAction(tr("Forget these files"));
  forget->setEnabled(!files.isEmpty());
  connect(forget, &QAction::triggered, this, [this] { settings_.clearRecentFiles(); });
}

void FileCommands::take(const QStringList& files, std::optional<QPointF> position) {
  QPointF next = position.value_or(freePosition());
  bool replaces = true;
  for (const QString& file : files) {
    if (isPipeline(file)) {
      open(file);
      return;  // the rest belonged to the pipeline that has just gone
    }
    const Result<ImageSpec> picture = probe_file(file.toStdString(), {});
    if (!picture) {
      messages_.say(picture.error());
      continue;
    }
    takePicture(file, next, replaces);
    replaces = false;
    next.ry() += kInputSpacing;
    settings_.setLastFolder("pictures", QFileInfo(file).absolutePath());
  }
}

void FileCommands::takePicture(const QString& path, const QPointF& position, bool replaces) {
  NodeId input = replaces ? inputToReplace() : NodeId();
  const QString text = tr("Open %1").arg(QFileInfo(path).fileName());
  document_.edit(text, GraphChange::Structure, [&](Graph& graph) {
    if (input.empty()) {
      input = graph.unique_id("input");
      Node node;
      node.id = input;
      node.type = "input";
      node.position = NodePosition{position.x(), position.y()};
      graph.nodes.push_back(std::move(node));
    }
    graph.find(input)->params["path"] = path.toStdString();
  });
  document_.setSelection({input}, input);
}

NodeId FileCommands::inputToReplace() const {
  const auto isInput = [&](const NodeId& id) {
    const Node* node = document_.graph().find(id);
    return node && node->type == "input";
  };
  if (isInput(document_.currentNode())) return document_.currentNode();
  std::vector<NodeId> inputs;
  for (const Node& node : document_.graph().nodes) {
    if (node.type == "input") inputs.push_back(node.id);
  }
  return inputs.size() == 1 ? inputs.front() : NodeId();
}

QPointF FileCommands::freePosition() const {
  double left = 0;
  double bottom = 0;
  for (const Node& node : document_.graph().nodes) {
    const NodePosition at = node.position.value_or(NodePosition{});
    left = std::min(left, at.x);
    bottom = std::max(bottom, at.y + kInputSpacing);
  }
  return document_.graph().nodes.empty() ? QPointF() : QPointF(left, bottom);
}

void FileCommands::askAndImport() {
  const QStringList files =
      QFileDialog::getOpenFileNames(window_, tr("Import pictures"), settings_.lastFolder("pictures"),
                                    tr("Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.exr);;All files (*)"));
  if (!files.isEmpty()) take(files, std::nullopt);
}

}  // namespace lightbench::ui
