#include "ui/window/session_commands.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

#include "engine/profile/statistics.h"
#include "ui/profile/session_rows.h"
#include "ui/theme/format.h"
#include "ui/window/message_bar.h"
#include "ui/window/record_dialog.h"
#include "ui/window/settings.h"

namespace lightbench::ui {

namespace {

constexpr const char* kPurpose = "sessions";

}  // namespace

QString resultWords(const ProfileSession& session) {
  const SessionVariant& variant = session.variants.front();
  if (session.variants.size() == 2) {
    return SessionCommands::tr("%1, A against B: %2").arg(pipelineTitle(variant), turnsVerdict(session));
  }
  const DurationStatistics wall = statistics_of(variant.wall_ns());
  return SessionCommands::tr("%1: median %2, MAD %3, rounds %4")
      .arg(pipelineTitle(variant), formatMilliseconds(wall.median_ms), formatMilliseconds(wall.mad_ms))
      .arg(variant.rounds());
}

SessionCommands::SessionCommands(Engine& engine, Document& document, EngineBridge& bridge, Settings& settings,
                                 MessageBar& messages, QWidget* window)
    : document_(document),
      bridge_(bridge),
      settings_(settings),
      messages_(messages),
      window_(window),
      store_(SessionStore::standardFolder()),
      recorder_(engine, document, bridge, store_) {
  last_.rounds = settings_.recordedRounds();
  last_.warmup = settings_.recordedWarmup();
  last_.tags = settings_.recordedTags();
  connect(&recorder_, &SessionRecorder::started, this, &SessionCommands::stateChanged);
  connect(&recorder_, &SessionRecorder::progress, this, [this](int round, int rounds) {
    round_ = round;
    rounds_ = rounds;
    Q_EMIT stateChanged();
  });
  connect(&recorder_, &SessionRecorder::ended, this, &SessionCommands::onEnded);
}

void SessionCommands::record() { record(last_); }

void SessionCommands::record(const RecordSettings& settings) {
  last_ = settings;
  last_.notes.clear();
  settings_.setRecorded(last_.rounds, last_.warmup, last_.tags);
  store_.refresh();  // a session to hold it against may have come since
  if (const Status status = recorder_.record(settings); !status) messages_.say(status.error());
}

void SessionCommands::askAndRecord() {
  store_.refresh();
  RecordDialog dialog(document_, store_, last_, window_);
  if (dialog.exec() == QDialog::Accepted) record(dialog.settings());
}

QString SessionCommands::progressFigure() const {
  return round_ == 0 ? tr("warm-up") : tr("%1 of %2").arg(round_).arg(rounds_);
}

QString SessionCommands::progressWords() const {
  return round_ == 0 ? tr("Recording: warming up") : tr("Recording: round %1 of %2").arg(round_).arg(rounds_);
}

void SessionCommands::onEnded(const Result<QString>& path) {
  round_ = 0;
  Q_EMIT stateChanged();
  if (!path) {
    if (path.error().kind == ErrorKind::kCancelled) {
      messages_.say(MessageKind::kNews, tr("Recording stopped; nothing was kept"));
    } else {
      messages_.say(path.error());
    }
    return;
  }
  Q_EMIT added(*path);
  const QString shown = *path;
  messages_.say(MessageKind::kNews, tr("Recorded %1").arg(resultWords(store_.find(shown)->loaded->session)), tr("Show"),
                [this, shown] { Q_EMIT showRequested(shown); });
}

void SessionCommands::pin(const QString& path) {
  const StoredSession* stored = store_.find(path);
  if (!stored || !stored->loaded) return;
  const ProfileSession& session = stored->loaded->session;
  if (const Status pinned = bridge_.profile().pinSession(session, path); !pinned) return messages_.say(pinned.error());
  const QString name = bridge_.profile().baselineName();
  messages_.say(MessageKind::kNews, document_.path().isEmpty()
                                        ? tr("Baseline: %1; it is kept once the pipeline is saved").arg(name)
                                        : tr("Baseline: %1").arg(name));
}

void SessionCommands::askAndImport() {
  const QString file = QFileDialog::getOpenFileName(window_, tr("Import a session"), settings_.lastFolder(kPurpose),
                                                    tr("Recorded sessions (*.json);;All files (*)"));
  if (!file.isEmpty()) import(file);
}

void SessionCommands::import(const QString& file) {
  const Result<QString> path = store_.import(file);
  if (!path) return messages_.say(path.error());
  settings_.setLastFolder(kPurpose, QFileInfo(file).absolutePath());
  messages_.dismiss();
  Q_EMIT added(*path);
}

void SessionCommands::askAndRemove(const QString& path) {
  QMessageBox question(QMessageBox::Question, tr("Delete session"),
                       tr("Delete “%1”?").arg(QFileInfo(path).completeBaseName()), QMessageBox::NoButton, window_);
  question.setObjectName("deleteQuestion");
  question.setInformativeText(tr("Its file and the pictures kept beside it are gone for good."));
  const QPushButton* remove = question.addButton(tr("&Delete"), QMessageBox::DestructiveRole);
  QPushButton* keep = question.addButton(tr("Cancel"), QMessageBox::RejectRole);
  question.setDefaultButton(keep);
  question.setEscapeButton(keep);
  question.exec();
  if (question.clickedButton() != remove) return;
  if (const Status status = store_.remove(path); !status) messages_.say(status.error());
}

void SessionCommands::showInFolder(const QString& path) {
  const QString folder = QFileInfo(path).absolutePath();
  if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder))) {
    messages_.say(MessageKind::kWarning, tr("No program opens folders here; the sessions are in %1").arg(folder));
  }
}

}  // namespace lightbench::ui
