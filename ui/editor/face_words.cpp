// The words and numbers of FaceMaker: which state a node is in and what it says about it.
#include <algorithm>
#include <cmath>

#include "ui/core/node_kind.h"
#include "ui/editor/face_maker.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

double milliseconds(int64_t ns) { return static_cast<double>(ns) / 1e6; }

void setWord(NodeFace& face, const QString& word, const QString& note = {}) {
  face.state = FaceState::kWord;
  face.reading = word;
  face.note = note;
}

QString sentence(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

// A share that would round to nothing is still not nothing.
QString shareText(double share) { return share < 0.005 ? QStringLiteral("< 1 %") : formatShare(share); }

QString sizeText(const ImageSpec& spec) { return QStringLiteral("%1 × %2").arg(spec.width).arg(spec.height); }

QString valueText(const NodeValue& value) {
  if (const double* number = std::get_if<double>(&value)) {
    return std::isinf(*number) ? QStringLiteral("infinite") : formatNumber(*number, 3);
  }
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? QStringLiteral("yes") : QStringLiteral("no");
  if (const std::string* text = std::get_if<std::string>(&value)) return qt(*text);
  QStringList classes;
  for (const ClassScore& score : std::get<std::vector<ClassScore>>(value)) {
    const QString name = score.label.empty() ? QStringLiteral("class %1").arg(score.index) : qt(score.label);
    classes << name + QStringLiteral(" ") + formatNumber(score.score, 3);
    if (classes.size() == 3) break;
  }
  return classes.join(QStringLiteral(", "));
}

}  // namespace

void setRunningShare(NodeFace& face, double share) {
  face.bar = std::clamp(share, 0.0, 1.0);
  face.note = formatShare(face.bar);
}

void FaceMaker::setWords(const Node& node, const OperatorDef* def, const NodeReport* report, NodeFace& face) const {
  if (def == nullptr) {
    face.state = FaceState::kError;
    face.reading = QStringLiteral("Unknown type %1").arg(qt(node.type));
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
      face.reading = report.error ? sentence(qt(report.error->what)) : QStringLiteral("Failed");
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
      } else if (readsFile(&def) && sources_.overlay == Overlay::kTime) {
        setReadOnce(report, face);
      } else if (report.state == NodeState::kComputed) {
        setComputed(node, report, face);
      } else {
        setCached(report, face);
      }
      break;
  }
}

void FaceMaker::setComputed(const Node& node, const NodeReport& report, NodeFace& face) const {
  if (sources_.overlay == Overlay::kCache) {
    face.state = FaceState::kWord;
    face.reading = report.reason.empty() ? QStringLiteral("computed") : sentence(qt(report.reason));
    face.small_reading = !report.reason.empty();
    return;
  }
  const double cost = costOf(node);
  const bool timed = report.self_ns.has_value() && *report.self_ns > 0;
  if (sources_.overlay == Overlay::kTime) {
    if (!report.self_ns) {
      setWord(face, QStringLiteral("computed"), QStringLiteral("not timed"));
      return;
    }
    const Reading time = timeReading(milliseconds(*report.self_ns));
    face.reading = time.joined();
    face.number = time.value;
    const int64_t wall = sources_.report->trace.wall_ns();
    if (wall > 0) face.note = shareText(static_cast<double>(*report.self_ns) / static_cast<double>(wall));
  } else {
    if (cost <= 0) {
      setWord(face, QStringLiteral("computed"), QStringLiteral("not counted"));
      return;
    }
    const Reading bytes = byteReading(cost);
    face.reading = bytes.joined();
    face.number = bytes.value;
    if (timed) face.note = formatRate(cost * 1e9 / static_cast<double>(*report.self_ns));
  }
  face.state = FaceState::kMeasured;
  face.bar = range_.maximum > 0 ? cost / range_.maximum : 0;
  face.heat = face.bar;
}

void FaceMaker::setCached(const NodeReport& report, NodeFace& face) const {
  face.state = FaceState::kCached;
  face.reading = QStringLiteral("cached");
  face.note = lastTime(report.id);
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

void FaceMaker::setResultSize(const NodeReport& report, NodeFace& face) const {
  if (!report.spec) {
    setWord(face, QStringLiteral("no picture"));
    return;
  }
  if (sources_.overlay == Overlay::kOff) {
    setWord(face, sizeText(*report.spec));
    return;
  }
  const double bytes = static_cast<double>(report.spec->sample_data_bytes());
  const Reading reading = byteReading(bytes);
  face.state = FaceState::kMeasured;
  face.reading = reading.joined();
  face.number = reading.value;
  face.note = sizeText(*report.spec);
  face.bar = range_.maximum > 0 ? bytes / range_.maximum : 0;
  face.heat = face.bar;
}

QString FaceMaker::details(const Node& node) const {
  const OperatorDef* def = sources_.registry.find(node.type);
  const NodeReport* report = reportOf(node.id);
  QStringList lines;
  lines << titleOf(node.id) + QStringLiteral(" (") + qt(node.id) + QStringLiteral(", ") + qt(node.type) +
               QStringLiteral(")");
  if (def == nullptr) {
    const std::string near = sources_.registry.closest(node.type);
    lines << (near.empty() ? QStringLiteral("This program has no such node type.")
                           : QStringLiteral("No such node type; did you mean %1?").arg(qt(near)));
    return lines.join('\n');
  }
  if (report == nullptr) return lines.join('\n');
  if (report->error) lines << qt(report->error->message());
  if (report->self_ns) {
    QString times = QStringLiteral("self ") + formatMilliseconds(milliseconds(*report->self_ns));
    if (report->backend == "vulkan") {
      // What the workers did meanwhile is not the node's.
      const QString device = qt(sources_.report->gpu);
      times += QStringLiteral(", clock of ") + (device.isEmpty() ? QStringLiteral("the graphics card") : device);
    } else {
      if (report->busy_ns) {
        times += QStringLiteral(", all workers ") + formatMilliseconds(milliseconds(*report->busy_ns));
      }
      times += QStringLiteral(", CPU steady clock");
    }
    lines << times;
  }
  if (report->bytes_read + report->bytes_written > 0) {
    lines << QStringLiteral("read ") + formatBytes(static_cast<double>(report->bytes_read)) +
                 QStringLiteral(", written ") + formatBytes(static_cast<double>(report->bytes_written));
  }
  if (report->spec) {
    const ImageSpec& spec = *report->spec;
    lines << QStringLiteral("%1, %2 channels, %3, %4")
                 .arg(sizeText(spec))
                 .arg(spec.channels)
                 .arg(qt(name_of(spec.format)), formatBytes(static_cast<double>(spec.sample_data_bytes())));
  }
  if (report->state == NodeState::kComputed && !report->reason.empty()) {
    lines << QStringLiteral("ran because: ") + qt(report->reason);
  }
  if (!report->fallback.empty()) lines << sentence(qt(report->fallback));
  for (const auto& [name, value] : report->values) lines << qt(name) + QStringLiteral(": ") + valueText(value);
  return lines.join('\n');
}

}  // namespace lightbench::ui
