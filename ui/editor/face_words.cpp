// The words and numbers of FaceMaker: which state a node is in and what it says about it.
#include <algorithm>

#include "ui/core/node_kind.h"
#include "ui/editor/face_maker.h"
#include "ui/editor/face_text.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
void setRunningShare(NodeFace& face, double share) {
  face.bar = std::clamp(share, 0.0, 1.0);
  face.note = formatShare(face.bar);
}

void FaceMaker::setWords(const Node& node, const OperatorDef* def, const NodeReport* report, NodeFace& face) const {
  if (def == nullptr) {
    face.state = FaceState::kError;
    face.reading = QStringLiteral("Unknown type %1").arg(fromEngine(node.type));
    return;
  }
  if (node.bypass) {
    face.state = FaceState::kBypassed;
    face.reading = QStringLiteral("bypassed");
    return;
  }
  if (sources_.progress != nullptr) {
    if (const auto found = sources_.progress->find(node.id); found != sources_.progress->end()) {
      face.state = FaceState::kRunning;
      face.reading = QStringLiteral("running");
      face.has_bar = true;
      setRunningShare(face, found->second);
      return;
    }
  }
  // An input that was just unplugged is said at once, not after the next run.
  for (const SocketFace& input : face.inputs) {
    if (input.state == SocketState::kMissing) {
      setWord(face, QStringLiteral("no input"), face.inputs.size() > 1 ? input.label : QString());
      return;
    }
  }
  if (report != nullptr) {
    setReported(node, *def, *report, face);
  } else {
    setWord(face, QStringLiteral("not run yet"));
  }
}

void FaceMaker::setReported(const Node& node, const OperatorDef& def, const NodeReport& report, NodeFace& face) const {
  switch (report.state) {
    case NodeState::kNotAsked:
      // What it feeds was there already, or nobody looks at anything it feeds.
      if (feedsAsked(node.id)) {
        setWord(face, QStringLiteral("not needed"), lastTime(node.id));
      } else {
        setWord(face, QStringLiteral("not asked"), QStringLiteral("not viewed"));
      }
      break;
    case NodeState::kFailed:
      face.state = FaceState::kError;
      face.reading = report.error ? sentence(fromEngine(report.error->what)) : QStringLiteral("Failed");
      break;
    case NodeState::kBlocked: {
      const NodeId cause = report.error ? report.error->node : NodeId();
      const bool other = !cause.empty() && cause != node.id;
      setWord(face, QStringLiteral("waits"), other ? QStringLiteral("for ") + titleOf(cause) : QString());
      break;
    }
    case NodeState::kCancelled: setWord(face, QStringLiteral("cancelled")); break;
    case NodeState::kPassed:
      if (writesFile(&def)) {
        const bool written = sources_.written != nullptr && sources_.written->count(node.id) > 0;
        setWord(face, written ? QStringLiteral("written") : QStringLiteral("not written"), QStringLiteral("not timed"));
      } else {
        setWord(face, QStringLiteral("passed on"), QStringLiteral("no change"));
      }
      break;
    case NodeState::kComputed:
    case NodeState::kCached:
      if (sources_.overlay == Overlay::kOff || sources_.overlay == Overlay::kMemory) {
        setResultSize(report, face);
      } else if (sources_.overlay == Overlay::kDevice) {
        setDevice(node, def, report, face);
      } else if (readsFile(&def) && (sources_.overlay == Overlay::kTime || sources_.overlay == Overlay::kDelta)) {
        setReadOnce(report, face);
      } else if (report.state == NodeState::kComputed) {
        setComputed(node, report, face);
      } else {
        setCached(report, face);
      }
      break;
  }
}

void FaceMaker::setCached(const NodeReport& report, NodeFace& face) const {
  face.state = FaceState::kCached;
  face.reading = QStringLiteral("cached");
  face.note = lastTime(report.id);
  const NodeRecord* record = recordOf(report.id);
  if (sources_.overlay == Overlay::kCache && record != nullptr) {
    face.note = QStringLiteral("%1 of %2").arg(record->hits()).arg(record->asked());
  }
}

QString FaceMaker::lastTime(const NodeId& id) const {
  if (sources_.overlay != Overlay::kTime || !sources_.last_self) return {};
  const auto last = sources_.last_self(id);
  return last ? QStringLiteral("was ") + formatMillisecondsPlain(milliseconds(*last)) : QString();
}

bool FaceMaker::feedsAsked(const NodeId& id) const { return feeds_asked_.count(id) > 0; }

void FaceMaker::setReadOnce(const NodeReport& report, NodeFace& face) const {
  setWord(face, QStringLiteral("read once"));
  std::optional<int64_t> decode = decodeNs(report.id);
  if (!decode && sources_.last_self) decode = sources_.last_self(report.id);
  if (decode) face.note = formatMilliseconds(milliseconds(*decode));
}

}  // namespace lightbench::ui
