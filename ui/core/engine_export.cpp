// Writing the output files from the window: the same whole-pipeline run as on the command line, on a thread of its own.
#include <algorithm>

#include "engine/base/thread_priority.h"
#include "engine/profile/chrome_trace.h"
#include "engine/runtime/pipeline_run.h"
#include "ui/core/engine_bridge.h"

namespace lightbench::ui {

namespace {

QString wordsFor(const Result<PipelineRunResult>& result) {
  if (!result) return QString::fromStdString(result.error().message());
  const std::vector<WrittenOutput>& outputs = result->outputs;
  QString words = outputs.size() == 1 ? EngineBridge::tr("Wrote %1").arg(QString::fromStdString(outputs.front().path))
                                      : EngineBridge::tr("Wrote %1 pictures").arg(outputs.size());
  for (const std::string& warning : result->warnings) words += QStringLiteral("; ") + QString::fromStdString(warning);
  return words;
}

}  // namespace

void EngineBridge::exportOutputs() {
  if (exporting_) return;
  if (held_) {
    Q_EMIT exportFinished(false, tr("An export would disturb what is being measured: export when it is done"));
    return;
  }
  if (exporter_) exporter_->join();
  exporter_.reset();
  const Graph& graph = document_.graph();
  const bool hasOutput = std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    const OperatorDef* def = document_.registry().find(node.type);
    return def && def->footprint == Footprint::kSink;
  });
  if (!hasOutput) {
    Q_EMIT exportFinished(false, tr("There is no output node to export: add one and choose its file"));
    return;
  }
  exporting_ = true;
  exportCancel_ = CancelToken();
  Q_EMIT exportStarted();
  exporter_ = std::make_unique<std::thread>([this, graph, cancel = exportCancel_] {
    step_back();
    PipelineRunOptions options;
    options.progress = [this](const NodeId& node, int done, int total) {
      QMetaObject::invokeMethod(
          this, [this, id = QString::fromStdString(node), done, total] { Q_EMIT exportProgress(id, done, total); },
          Qt::QueuedConnection);
    };
    // Workers and buffers of its own: the live run goes on beside it, and its times stay those of its own steps.
    Engine engine(engine_.registry, {engine_.workers.threads(), 1});
    const Result<PipelineRunResult> result = run_pipeline(graph, engine, options, cancel);
    const bool stopped = !result && result.error().kind == ErrorKind::kCancelled;
    const std::string trace = result ? chrome_trace_json(result->traces, {result->files, {}}) : std::string();
    const QString message = stopped ? tr("Export stopped; files already written stay") : wordsFor(result);
    QMetaObject::invokeMethod(
        this,
        [this, ok = result.ok(), message, trace] {
          exporting_ = false;
          if (ok) exportTrace_ = trace;
          Q_EMIT exportFinished(ok, message);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace lightbench::ui
