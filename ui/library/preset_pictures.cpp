#include "ui/library/preset_pictures.h"

#include "engine/base/thread_priority.h"
#include "engine/runtime/executor.h"
#include "engine/runtime/planner.h"
#include "ui/core/default_view.h"
#include "ui/core/thumbnail.h"
#include "ui/library/sample.h"

namespace lightbench::ui {

namespace {

constexpr int kLevel = 2;           // 1536 × 1024 becomes 384 × 256: twice a card at scale 2
constexpr QSize kBounds(320, 240);  // of each side
constexpr size_t kCacheBytes = size_t{64} << 20;

}  // namespace

Result<QImage> runOnSample(const Graph& preset, Engine& engine, const CancelToken& cancel) {
  Result<QString> picture = samplePicture();
  if (!picture) return picture.error();
  Graph graph = preset;
  for (Node& node : graph.nodes)
    if (node.type == "input") node.params["path"] = picture->toStdString();
  const DefaultView view = defaultView(graph, engine.registry);
  if (view.result.empty() || view.source.empty()) {
    return invalid("no picture leads from its input to a result", {}, "link its nodes");
  }
  const PlanRequest request{graph, {view.source, view.result}, kLevel};
  const ExecutionPlan plan = make_plan(request, engine, nullptr);
  for (const auto* errors : {&plan.failed, &plan.blocked})
    if (!errors->empty()) return errors->begin()->second;
  const ExecutionOutcome outcome = execute(plan, engine, {}, cancel);
  if (outcome.cancelled) return cancelled();
  for (const StepOutcome& step : outcome.steps)
    if (step.error) return *step.error;
  const auto before = outcome.results.find(view.source);
  const auto after = outcome.results.find(view.result);
  if (before == outcome.results.end() || after == outcome.results.end() || after->second.outputs.empty()) {
    return failed("the run gave no picture", {}, "");
  }
  return sideBySide(thumbnailOf(before->second.outputs.front(), kBounds),
                    thumbnailOf(after->second.outputs.front(), kBounds));
}

PresetPictures::PresetPictures(const OperatorRegistry& registry, PresetStore& store, QObject* parent)
    : QObject(parent), registry_(registry), store_(store) {
  pool_.setMaxThreadCount(1);
  pool_.setThreadPriority(QThread::LowPriority);
}

PresetPictures::~PresetPictures() {
  cancel_.cancel();
  pool_.clear();
  pool_.waitForDone();
}

void PresetPictures::make(const Preset& preset) {
  if (preset.isBroken() || asked_.contains(preset.key) || !store_.pictures(preset).isNull()) return;
  asked_.insert(preset.key);
  pool_.start([this, key = preset.key, graph = preset.graph] {
    if (cancel_.cancelled()) return;
    step_back();
    if (!engine_) engine_ = std::make_unique<Engine>(registry_, EngineOptions{1, kCacheBytes});
    Result<QImage> made = runOnSample(graph, *engine_, cancel_);
    const QImage pictures = made ? *made : QImage();
    const QString problem = made ? QString() : QString::fromStdString(made.error().message());
    QMetaObject::invokeMethod(
        this, [this, key, pictures, problem] { finish(key, pictures, problem); }, Qt::QueuedConnection);
  });
}

void PresetPictures::finish(const QString& key, const QImage& pictures, const QString& problem) {
  if (!problem.isEmpty()) {
    problems_.insert(key, problem);
    Q_EMIT store_.presetChanged(key);
    return;
  }
  store_.keepPictures(key, pictures);
}

}  // namespace lightbench::ui
