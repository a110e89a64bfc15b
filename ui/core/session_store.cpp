#include "ui/core/session_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

#include "engine/base/atomic_file.h"
#include "ui/core/file_stem.h"

namespace lightbench::ui {

namespace {

constexpr const char* kEnding = ".json";

// Readable ones first, the newest first among them; unreadable ones by name.
bool comesBefore(const StoredSession& a, const StoredSession& b) {
  if (!a.loaded != !b.loaded) return a.loaded != nullptr;
  if (a.loaded && a.loaded->session.recorded != b.loaded->session.recorded) {
    return a.loaded->session.recorded > b.loaded->session.recorded;
  }
  return a.path < b.path;
}

QDateTime recordedTime(const ProfileSession& session) {
  return QDateTime::fromString(QString::fromStdString(session.recorded), Qt::ISODate);
}

Error goneError(const QString& path) {
  return invalid("the session is not in the library any more", "file " + path.toStdString(), "refresh the list");
}

}  // namespace

SessionStore::SessionStore(QString folder, QObject* parent)
    : QObject(parent), folder_(QDir(std::move(folder)).absolutePath()) {}

QString SessionStore::standardFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sessions");
}

const StoredSession* SessionStore::find(const QString& path) const {
  const auto found =
      std::find_if(sessions_.begin(), sessions_.end(), [&](const StoredSession& each) { return each.path == path; });
  return found == sessions_.end() ? nullptr : &*found;
}

StoredSession SessionStore::read(const QString& path) {
  StoredSession stored;
  const QFileInfo info(path);
  stored.path = path;
  stored.modified = info.lastModified();
  stored.bytes = info.size();
  Result<LoadedSession> loaded = load_session(path.toStdString());
  if (loaded) {
    stored.loaded = std::make_shared<const LoadedSession>(std::move(*loaded));
  } else {
    stored.problem = QString::fromStdString(loaded.error().message());
  }
  return stored;
}

void SessionStore::refresh() {
  std::vector<StoredSession> now;
  bool differs = false;
  const QDir folder(folder_);
  for (const QFileInfo& info : folder.entryInfoList({QStringLiteral("*.json")}, QDir::Files)) {
    const StoredSession* known = find(info.absoluteFilePath());
    const bool unchanged = known && known->modified == info.lastModified() && known->bytes == info.size();
    now.push_back(unchanged ? *known : read(info.absoluteFilePath()));
    differs |= !unchanged;
  }
  differs |= now.size() != sessions_.size();
  if (!differs) return;
  std::sort(now.begin(), now.end(), comesBefore);
  sessions_ = std::move(now);
  Q_EMIT changed();
}

QString SessionStore::picturesFolder(const QString& sessionPath) {
  const QFileInfo info(sessionPath);
  return info.path() + QChar('/') + info.completeBaseName();
}

QString SessionStore::freePath(const QString& stem) const {
  const QString start = folder_ + QChar('/') + stem;
  QString path = start + QLatin1String(kEnding);
  for (int number = 2; QFile::exists(path) || QFile::exists(picturesFolder(path)); ++number) {
    path = start + QStringLiteral("-%1").arg(number) + QLatin1String(kEnding);
  }
  return path;
}

QString SessionStore::newPath(const QString& pipeline, const QDateTime& recorded) const {
  QString stem = fileStem(pipeline, QStringLiteral("session"));
  if (recorded.isValid()) stem += recorded.toUTC().toString(QStringLiteral("-yyyy-MM-dd-hhmmss"));
  return freePath(stem);
}

Status SessionStore::write(const QString& path, const QByteArray& bytes) const {
  if (!QDir().mkpath(folder_)) {
    return failed("the folder cannot be made", "folder " + folder_.toStdString(),
                  "check that the folder above it can be written");
  }
  return write_file_atomically(path.toStdString(), bytes.toStdString());
}

Result<QString> SessionStore::add(const ProfileSession& session, const QString& path) {
  const QString file = path.isEmpty() ? newPath(pipelineTitle(session.variants.front()), recordedTime(session)) : path;
  if (QFile::exists(file)) {
    return invalid("there is a session of this name already", "file " + file.toStdString(), "record it again");
  }
  const Status written = write(file, QByteArray::fromStdString(serialize_session(session)));
  if (!written) return written.error();
  refresh();
  return file;
}

Result<QString> SessionStore::import(const QString& file) {
  const Result<std::string> text = read_file(file.toStdString());
  if (!text) return text.error();
  const Result<LoadedSession> loaded = parse_session(*text, file.toStdString());
  if (!loaded) return loaded.error();
  refresh();
  for (const StoredSession& stored : sessions_) {
    if (stored.loaded && stored.loaded->session == loaded->session) return stored.path;
  }
  const QString path = freePath(fileStem(QFileInfo(file).completeBaseName(), QStringLiteral("session")));
  if (Status written = write(path, QByteArray::fromStdString(*text)); !written) return written.error();
  refresh();
  return path;
}

// What is in the file now is changed, not what was read some time ago: another window may have written since.
Status SessionStore::rewrite(const QString& path, const std::function<void(ProfileSession&)>& change) {
  const auto stored =
      std::find_if(sessions_.begin(), sessions_.end(), [&](const StoredSession& each) { return each.path == path; });
  if (stored == sessions_.end()) return goneError(path);
  Result<LoadedSession> loaded = load_session(path.toStdString());
  if (!loaded) return loaded.error();
  if (loaded->newer_version) {
    return invalid("a newer version wrote this session, and what this one does not know would be lost",
                   "file " + path.toStdString(), "change it with the newer version");
  }
  change(loaded->session);
  if (Status saved = save_session(loaded->session, path.toStdString()); !saved) return saved;
  stored->modified = QDateTime();  // read again even where size and clock are the same
  refresh();
  return {};
}

Status SessionStore::setTags(const QString& path, const QStringList& tags) {
  std::vector<std::string> kept;
  for (const QString& tag : tags) {
    const std::string text = tag.simplified().toStdString();
    if (!text.empty() && std::find(kept.begin(), kept.end(), text) == kept.end()) kept.push_back(text);
  }
  return rewrite(path, [&](ProfileSession& session) { session.tags = kept; });
}

Status SessionStore::setNotes(const QString& path, const QString& notes) {
  return rewrite(path, [&](ProfileSession& session) { session.notes = notes.toStdString(); });
}

Status SessionStore::remove(const QString& path) {
  if (!find(path)) return goneError(path);
  QFile file(path);
  if (file.exists() && !file.remove()) {
    return failed("the session cannot be deleted: " + file.errorString().toStdString(), "file " + path.toStdString(),
                  "check that its folder can be written");
  }
  QDir(picturesFolder(path)).removeRecursively();
  refresh();
  return {};
}

QString pipelineTitle(const std::string& name, const std::string& path) {
  if (!name.empty()) return QString::fromStdString(name);
  const QString file = QFileInfo(QString::fromStdString(path)).completeBaseName();
  return file.isEmpty() ? SessionStore::tr("untitled") : file;
}

QString pipelineTitle(const SessionVariant& variant) {
  return pipelineTitle(variant.pipeline_name, variant.pipeline_path);
}

bool isOfPipeline(const SessionVariant& variant, const std::string& name, const std::string& path) {
  return variant.pipeline_path == path && (!path.empty() || variant.pipeline_name == name);
}

QString recordedText(const ProfileSession& session) {
  const QDateTime time = recordedTime(session);
  if (!time.isValid()) return QString::fromStdString(session.recorded);
  return time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd hh:mm"));
}

}  // namespace lightbench::ui
