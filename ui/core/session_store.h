// The library of recorded sessions: one file each in the user's data folder (engine/profile/session_file), and beside
// it a folder of the same name with the outputs' pictures, where they were kept.
//
// Nothing is read before the first refresh(). A file that cannot be read stays in the list with the reason. What a
// newer version wrote is read as far as it is understood and never written again, since that would lose the rest.
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

#include "engine/profile/session_file.h"

namespace lightbench::ui {

struct StoredSession {
  QString path;                                 // of the session file
  std::shared_ptr<const LoadedSession> loaded;  // null where it could not be read
  QString problem;                              // why not; empty where it could
  QDateTime modified;                           // of the file as read
  qint64 bytes = 0;
};

class SessionStore : public QObject {
  Q_OBJECT
 public:
  // `folder` is made when something is saved.
  explicit SessionStore(QString folder, QObject* parent = nullptr);
  static QString standardFolder();  // in the user's data folder

  const QString& folder() const { return folder_; }
  const std::vector<StoredSession>& sessions() const { return sessions_; }  // newest first, unreadable ones last
  const StoredSession* find(const QString& path) const;  // null when there is none; valid until the list changes
  // Reads what is new or was changed in the folder, and forgets what is gone.
  void refresh();

  // Where a session recorded now would go: made of the pipeline's name and the time, taken neither by a file nor by
  // pictures.
  QString newPath(const QString& pipeline, const QDateTime& recorded) const;
  // Where the pictures of a session in this file belong.
  static QString picturesFolder(const QString& sessionPath);

  // Saves it under `path`, which newPath() gave, or under a new one where it is empty. Gives the path. Errors: the file
  // is there already (kInvalid), unwritable (kFailed).
  Result<QString> add(const ProfileSession& session, const QString& path = {});
  // Copies a session file from elsewhere as it is. Gives the path, that of the session itself where it is in the
  // library already. Errors: not a session (kInvalid), unreadable, unwritable.
  Result<QString> import(const QString& file);

  // Errors, here and below: gone, unreadable or of a newer version (kInvalid), unwritable (kFailed).
  Status setTags(const QString& path, const QStringList& tags);  // trimmed; empty and repeated ones are left out
  Status setNotes(const QString& path, const QString& notes);
  // Deletes the file and its pictures, for good: whoever calls asks first. Unreadable ones can be deleted too.
  Status remove(const QString& path);

 Q_SIGNALS:
  void changed();

 private:
  static StoredSession read(const QString& path);
  Status rewrite(const QString& path, const std::function<void(ProfileSession&)>& change);
  Status write(const QString& path, const QByteArray& bytes) const;
  QString freePath(const QString& stem) const;

  QString folder_;
  std::vector<StoredSession> sessions_;
};

// What people know a pipeline by: its name, else that of its file, else "untitled".
QString pipelineTitle(const std::string& name, const std::string& path);
QString pipelineTitle(const SessionVariant& variant);
// Whether the variant was recorded of this pipeline: the one in the same file, or of the same name where it was never
// saved.
bool isOfPipeline(const SessionVariant& variant, const std::string& name, const std::string& path);
// "2026-11-29 08:15", in local time; as the file has it where it is no date.
QString recordedText(const ProfileSession& session);

}  // namespace lightbench::ui
