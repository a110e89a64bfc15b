#include "ui/core/node_race.h"

#include "engine/base/clock.h"
#include "engine/profile/noise.h"

namespace lightbench::ui {

namespace {

constexpr int64_t kProgressInterval_ns = 200'000'000;  // repainting takes time from what is measured

}  // namespace

QString raceProblem(const Document& document, const NodeId& id) {
  const Node* node = document.graph().find(id);
  if (node == nullptr) return NodeRace::tr("No node is selected");
  const OperatorDef* def = document.defOf(id);
  if (def == nullptr) return NodeRace::tr("This version does not know what it computes");
  if (def->id == "input") return NodeRace::tr("It reads a file: only what computes can be raced");
  if (def->footprint == Footprint::kSink) return NodeRace::tr("It writes a file: only what computes can be raced");
  return node->bypass ? NodeRace::tr("It is bypassed: nothing runs") : QString();
}

NodeRace::NodeRace(Engine& engine, Document& document, EngineBridge& bridge, QObject* parent)
    : QObject(parent), document_(document), measuring_(engine, bridge) {}

Status NodeRace::start(const NodeId& node) {
  if (Status status = measuring_.check(); !status) return status;
  lastProgress_ns_ = 0;
  const auto result = std::make_shared<Result<RaceResult>>(cancelled());
  measuring_.start(
      [this, node, graph = document_.graph(), result](Engine& engine, const CancelToken& cancel) {
        RaceRequest request{graph, node};
        request.threshold = threshold_for(describe_machine(), Pairing::kInterleaved).value;
        request.progress = [this](const std::string& doing, double fraction) { report(doing, fraction); };
        *result = race_node(request, engine, cancel);
      },
      [this, result] { Q_EMIT ended(*result); });
  Q_EMIT started();
  return {};
}

void NodeRace::report(const std::string& doing, double fraction) {
  const int64_t now = now_ns();
  if (now - lastProgress_ns_ < kProgressInterval_ns) return;
  lastProgress_ns_ = now;
  QMetaObject::invokeMethod(
      this, [this, words = QString::fromStdString(doing), fraction] { Q_EMIT progress(words, fraction); },
      Qt::QueuedConnection);
}

}  // namespace lightbench::ui
