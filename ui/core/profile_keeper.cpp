#include "ui/core/profile_keeper.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "engine/profile/machine.h"
#include "engine/profile/session_baseline.h"
#include "ui/core/session_store.h"

namespace lightbench::ui {

ProfileKeeper::ProfileKeeper(Document& document, int threads, QObject* parent)
    : QObject(parent), document_(document), machine_(machine_text(threads)), meter_(threads) {
  connect(&document_, &Document::fileChanged, this, &ProfileKeeper::onFileChanged);
}

void ProfileKeeper::add(const RunReport& report) { records_.add(report, document_.graph()); }

void ProfileKeeper::clear() {
  records_.clear();
  path_.clear();
  if (!baseline_) return;
  baseline_.reset();
  Q_EMIT baselineChanged();
}

QString ProfileKeeper::baselineName() const {
  if (!baseline_) return {};
  const QString made = QString::fromStdString(baseline_->made_at);
  return isBaselineOfThisMachine() ? made : tr("%1, another machine").arg(made);
}

QString ProfileKeeper::baselineFile() const {
  if (path_.isEmpty()) return {};
  const std::string path = QFileInfo(path_).absoluteFilePath().toStdString();
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/baselines/") +
         QString::fromStdString(Hasher().text(path).finish().hex()) + QStringLiteral(".json");
}

Status ProfileKeeper::keep() const {
  const QString file = baselineFile();
  if (file.isEmpty()) return {};
  QDir().mkpath(QFileInfo(file).path());
  return write_baseline(file.toStdString(), *baseline_);
}

Status ProfileKeeper::pinBaseline() {
  if (Status status = check_measurable(describe_build()); !status) return status;
  const QString now = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hh:mm"));
  Baseline made = records_.baseline(document_.displayName().toStdString(), now.toStdString(), machine_);
  if (made.nodes.empty()) {
    return invalid("there is nothing to pin yet", {}, "run the pipeline a few times: its first run is a cold one");
  }
  return pin(std::move(made));
}

Status ProfileKeeper::pinSession(const ProfileSession& session, const QString& path) {
  Result<Baseline> made = baseline_of(session, 0);
  if (!made) return made.error();
  made->made_at = recordedText(session).toStdString();
  made->session = path.toStdString();
  return pin(std::move(*made));
}

Status ProfileKeeper::pin(Baseline made) {
  baseline_ = std::move(made);
  const Status kept = keep();
  Q_EMIT baselineChanged();
  return kept;
}

void ProfileKeeper::unpinBaseline() {
  if (!baseline_) return;
  baseline_.reset();
  QFile::remove(baselineFile());
  Q_EMIT baselineChanged();
}

void ProfileKeeper::onFileChanged() {
  if (document_.path() == path_) return;
  path_ = document_.path();
  if (baseline_) {
    // The same pipeline under another name; that its file cannot be written is said when the next one is pinned.
    static_cast<void>(keep());
    return;
  }
  const QString file = baselineFile();
  if (file.isEmpty() || !QFile::exists(file)) return;
  // A damaged one is as good as none: it is a measure of this program, and the next one takes its place.
  if (Result<Baseline> read = read_baseline(file.toStdString())) {
    baseline_ = std::move(*read);
    Q_EMIT baselineChanged();
  }
}

}  // namespace lightbench::ui
