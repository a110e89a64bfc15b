// The trace that timeline, table and flame view show instead of the run, while one is open: a file, or what the last
// export of pictures recorded. Runs go on meanwhile; closing it brings the last of them back.
#pragma once

#include <QObject>
#include <QString>

#include <optional>

#include "engine/profile/chrome_trace.h"

namespace lightbench::ui {

class OpenTrace : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  // Errors: as read_file() and read_chrome_trace(), naming the file; what was open stays.
  Status open(const QString& path);
  // A trace of this program that lies in no file yet. `name` for people.
  Status show(const std::string& json, const QString& name);
  void close();

  const TraceFile* trace() const { return trace_ ? &*trace_ : nullptr; }  // null when none is open
  const QString& name() const { return name_; }
  QString words() const;                                // "run.json, read-only: 40 events"
  const QString& path() const { return path_; }         // empty where it lies in no file
  const std::string& unsaved() const { return json_; }  // empty where it is a file

 Q_SIGNALS:
  void changed();  // another one, or none

 private:
  void take(TraceFile trace, const QString& name, const QString& path, std::string json);

  std::optional<TraceFile> trace_;
  QString name_;
  QString path_;
  std::string json_;
};

}  // namespace lightbench::ui
