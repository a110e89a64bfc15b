#include "ui/core/session_recorder.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/graph/pipeline_file.h"
#include "engine/runtime/session_subjects.h"

namespace lightbench::ui {

namespace {

// A window that draws at every short round would be measured, too.
constexpr int64_t kProgressInterval_ns = 100'000'000;

Result<Graph> loadRunnable(const QString& file, const OperatorRegistry& registry) {
  Result<LoadedPipeline> loaded = load_pipeline(file.toStdString(), registry);
  if (!loaded) return loaded.error();
  if (!loaded->problems.empty()) return loaded->problems.front();
  return std::move(loaded->graph);
}

std::vector<std::string> textsOf(const QStringList& strings) {
  std::vector<std::string> texts;
  for (const QString& string : strings) texts.push_back(string.toStdString());
  return texts;
}

}  // namespace

SessionRecorder::SessionRecorder(Engine& engine, Document& document, EngineBridge& bridge, SessionStore& store,
                                 QObject* parent)
    : QObject(parent), document_(document), store_(store), measuring_(engine, bridge) {}

Status SessionRecorder::record(const RecordSettings& settings) {
  if (Status status = measuring_.check(); !status) return status;
  SessionRequest request;
  Result<std::vector<SessionSubject>> subjects = subjectsFor(settings);
  if (!subjects) return subjects.error();
  request.subjects = std::move(*subjects);
  request.rounds = settings.rounds;
  request.warmup = settings.warmup;
  request.tags = textsOf(settings.tags);
  request.notes = settings.notes.toStdString();
  const QString title = pipelineTitle(document_.graph().name, document_.path().toStdString());
  path_ = store_.newPath(title, QDateTime::currentDateTime());
  request.pictures_folder = SessionStore::picturesFolder(path_).toStdString();
  request.progress = [this, told_ns = int64_t{0}](int done, int total) mutable {
    if (now_ns() - told_ns < kProgressInterval_ns) return;
    told_ns = now_ns();
    QMetaObject::invokeMethod(
        this, [this, done, total] { Q_EMIT progress(done + 1, total); }, Qt::QueuedConnection);
  };
  const auto session = std::make_shared<Result<ProfileSession>>(cancelled());
  measuring_.start(
      [request = std::move(request), session](Engine& engine, const CancelToken& cancel) {
        *session = record_session(request, engine, cancel);
      },
      [this, session] { finish(*session); });
  Q_EMIT started();
  Q_EMIT progress(0, settings.rounds);
  return {};
}

Result<std::vector<SessionSubject>> SessionRecorder::subjectsFor(const RecordSettings& settings) const {
  SessionSubject now;
  now.name = "A";
  now.pipeline_path = document_.path().toStdString();
  now.graphs = {document_.graph()};
  if (settings.against == Against::kNothing) return std::vector<SessionSubject>{now};
  Result<SessionSubject> other = otherSubject(settings);
  if (!other) return other.error();
  std::vector<SessionSubject> subjects{std::move(now), std::move(*other)};
  const bool otherCameFirst = settings.against == Against::kSavedFile || settings.against == Against::kSession;
  if (otherCameFirst) std::swap(subjects[0], subjects[1]);
  subjects[0].name = "A";
  subjects[1].name = "B";
  return subjects;
}

Result<SessionSubject> SessionRecorder::otherSubject(const RecordSettings& settings) const {
  SessionSubject other;
  other.pipeline_path = document_.path().toStdString();
  Result<Graph> graph = document_.graph();
  switch (settings.against) {
    case Against::kNothing: break;
    case Against::kSavedFile:
      if (document_.path().isEmpty()) return invalid("the pipeline was never saved", {}, "save it first");
      graph = loadRunnable(document_.path(), document_.registry());
      break;
    case Against::kPipeline:
      graph = loadRunnable(settings.file, document_.registry());
      other.pipeline_path = QFileInfo(settings.file).absoluteFilePath().toStdString();
      break;
    case Against::kSession: {
      const StoredSession* stored = store_.find(settings.file);
      if (!stored || !stored->loaded) {
        return invalid("the session to hold it against cannot be read", "file " + settings.file.toStdString(),
                       "choose another one");
      }
      const SessionVariant& variant = stored->loaded->session.variants.front();
      graph = recorded_pipeline(variant, document_.registry());
      other.pipeline_path = variant.pipeline_path;
      other.isa = variant.isa;
      other.fuse = variant.fused;
      break;
    }
    case Against::kBackend: run_everywhere_on(*graph, settings.backend); break;
    case Against::kIsa: other.isa = settings.isa; break;
  }
  if (!graph) return graph.error();
  read_same_pictures(*graph, document_.graph());
  other.graphs = {std::move(*graph)};
  return other;
}

void SessionRecorder::finish(const Result<ProfileSession>& session) {
  Result<QString> path = session ? store_.add(*session, path_) : Result<QString>(session.error());
  const QString pictures = SessionStore::picturesFolder(path_);
  if (path) {
    QDir().rmdir(pictures);  // goes only if it is empty: no output, no pictures
  } else {
    QDir(pictures).removeRecursively();
  }
  Q_EMIT ended(path);
}

}  // namespace lightbench::ui
