// Records a session of the open pipeline in the background (engine/runtime/record_session) and puts it into the
// library.
//
// What is recorded is the document as it is when record() is called, unsaved edits included. Meanwhile the live run
// stands still, so that nothing computes beside what is measured: edits wait and run afterwards. It runs in an engine
// of its own, at normal priority, as on the command line; cold means cold. The outputs' pictures are kept beside the
// session file.
#pragma once

#include <QObject>
#include <QStringList>

#include <optional>

#include "engine/runtime/record_session.h"
#include "ui/core/measuring.h"
#include "ui/core/session_store.h"

namespace lightbench::ui {

// What the pipeline takes turns with. Subject A is where one comes from: the saved file or the session's pipeline, else
// the pipeline as it is now. B is the other.
enum class Against { kNothing, kSavedFile, kSession, kPipeline, kBackend, kIsa };

struct RecordSettings {
  int rounds = 30;            // measured ones, 1 or more
  std::optional<int> warmup;  // rounds before them; absent: until warm
  QStringList tags;
  QString notes;
  Against against = Against::kNothing;
  QString file;                      // kSession: of the library; kPipeline: a pipeline file
  Backend backend = Backend::kAuto;  // kBackend
  std::string isa = "auto";          // kIsa: as SessionSubject has it
};

class SessionRecorder : public QObject {
  Q_OBJECT
 public:
  SessionRecorder(Engine& engine, Document& document, EngineBridge& bridge, SessionStore& store,
                  QObject* parent = nullptr);

  // Returns at once; ended() tells how it went. Errors: another recording or an export goes on, a Debug build
  // (kFailed); what it is to be held against cannot be read or cannot run (kInvalid).
  Status record(const RecordSettings& settings);
  void cancel() { measuring_.cancel(); }
  bool isRecording() const { return measuring_.isRunning(); }

 Q_SIGNALS:
  void started();
  // The round being measured, from 1; 0 while warming up. At most ten times a second.
  void progress(int round, int rounds);
  // The path of the session in the library; or why there is none, kCancelled after cancel().
  void ended(const lightbench::Result<QString>& path);

 private:
  Result<std::vector<SessionSubject>> subjectsFor(const RecordSettings& settings) const;
  Result<SessionSubject> otherSubject(const RecordSettings& settings) const;
  void finish(const Result<ProfileSession>& session);

  Document& document_;
  SessionStore& store_;
  QString path_;  // of the session being recorded
  Measuring measuring_;
};

}  // namespace lightbench::ui
