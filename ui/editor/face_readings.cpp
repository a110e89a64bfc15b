// The numbers of FaceMaker, overlay by overlay: what a node that took part in the run says about it.
#include <algorithm>
#include <cmath>

#include "engine/runtime/transfers.h"
#include "ui/editor/face_maker.h"
#include "ui/editor/face_text.h"
#include "ui/theme/format.h"

namespace lightbench::ui {
namespace {

constexpr int kFewestForSpread = 5;  // runs; of fewer the 95th percentile is only the slowest

// A share that would round to nothing is still not nothing.
QString shareText(double share) { return share < 0.005 ? QStringLiteral("< 1 %") : formatShare(share); }

QString sizeText(const ImageSpec& spec) { return QStringLiteral("%1 × %2").arg(spec.width).arg(spec.height); }

QString proxyText(int level) { return QStringLiteral("proxy 1/%1").arg(1 << level); }

// "× 1.9": how many workers were at it on average.
QString workersText(const std::optional<int64_t>& busy_ns, int64_t self_ns) {
  if (!busy_ns || self_ns <= 0) return {};
  return QStringLiteral("× ") + formatNumber(static_cast<double>(*busy_ns) / static_cast<double>(self_ns), 1);
}

bool differs(const NodeChange& change) {
  return change.verdict == ChangeVerdict::kFaster || change.verdict == ChangeVerdict::kSlower;
}

bool hasVerdict(const NodeChange& change) {
  return differs(change) || change.verdict == ChangeVerdict::kSame || change.verdict == ChangeVerdict::kNoisy;
}

FaceChange faceChange(const NodeChange& change) {
  const QString size = formatNumber(std::fabs(change.share) * 100, 1) + QStringLiteral(" %");
  switch (change.verdict) {
    case ChangeVerdict::kFaster: return {FaceChange::Sign::kFaster, size};
    case ChangeVerdict::kSlower: return {FaceChange::Sign::kSlower, size};
    case ChangeVerdict::kNoisy: return {FaceChange::Sign::kNoisy, {}};
    default: return {FaceChange::Sign::kSame, {}};
  }
}

void setNoChange(const NodeChange& change, NodeFace& face) {
  switch (change.verdict) {
    case ChangeVerdict::kUnlike:
      setWord(face, sentence(fromEngine(change.unlike)));
      face.small_reading = true;
      break;
    case ChangeVerdict::kTooFew:
      setWord(face, QStringLiteral("too few runs"),
              change.runs_now < kFewestSamples ? QStringLiteral("%1 of %2").arg(change.runs_now).arg(kFewestSamples)
                                               : QStringLiteral("pinned"));
      break;
    default: setWord(face, QStringLiteral("not pinned")); break;
  }
}

}  // namespace

const NodeRecord* FaceMaker::recordOf(const NodeId& id) const {
  return sources_.records != nullptr ? sources_.records->find(id) : nullptr;
}

std::optional<FaceMaker::NodeTime> FaceMaker::measuredTime(const NodeReport& report) const {
  if (!report.self_ns) return std::nullopt;
  const NodeRecord* record = isProxy() ? nullptr : recordOf(report.id);
  if (record == nullptr || !record->cold_ns()) return NodeTime{to_ms(*report.self_ns), {}, 1, false};
  const std::optional<DurationStatistics> warm = record->statistics();
  if (!warm) return NodeTime{to_ms(*report.self_ns), {}, 1, record->warm().empty()};
  NodeTime time{warm->median_ms, {}, warm->count, false};
  if (warm->count >= kFewestForSpread) time.p95_ms = warm->p95_ms;
  return time;
}

const FaceMaker::NodeTime* FaceMaker::timeOf(const NodeId& id) const {
  const auto found = times_.find(id);
  return found == times_.end() ? nullptr : &found->second;
}

NodeChange FaceMaker::changeOf(const NodeReport& report) const {
  const bool measured = report.state == NodeState::kComputed && !isProxy();
  if (sources_.baseline == nullptr || !measured) return {};
  return change_of(*sources_.baseline, report.id, recordOf(report.id));
}

double FaceMaker::costOf(const Node& node) const {
  const NodeReport* report = reportOf(node.id);
  if (report == nullptr || node.bypass) return 0;
  const bool computed = report->state == NodeState::kComputed;
  // Reading the file happens once; on the scale it would flatten what every run costs.
  const bool timed = computed && !readsFile(sources_.registry.find(node.type));
  switch (sources_.overlay) {
    case Overlay::kOff:
    case Overlay::kCache:
    case Overlay::kDevice: return 0;
    case Overlay::kTime: {
      const NodeTime* time = timed ? timeOf(node.id) : nullptr;
      return time != nullptr ? time->ms : 0;
    }
    case Overlay::kDelta: {
      const NodeChange change = timed ? changeOf(*report) : NodeChange();
      return differs(change) ? std::fabs(change.share) : 0;
    }
    case Overlay::kMemory: return keepsResult(*report) ? static_cast<double>(report->spec->sample_data_bytes()) : 0;
    case Overlay::kBytes: return computed ? static_cast<double>(report->bytes_read + report->bytes_written) : 0;
  }
  return 0;
}

// A member of a pass whose result nobody outside reads makes none: it stays in the rings of the pass.
bool FaceMaker::keepsResult(const NodeReport& report) const {
  const bool has_result = report.state == NodeState::kComputed || report.state == NodeState::kCached;
  const bool inside = report.state == NodeState::kComputed && report.fused_group >= 0 && report.bytes_written == 0;
  return has_result && report.spec && !inside;
}

void FaceMaker::findRange() {
  for (const Node& node : sources_.graph.nodes) range_.maximum = std::max(range_.maximum, costOf(node));
  if (range_.maximum <= 0) return;
  range_.start = QStringLiteral("0");
  switch (sources_.overlay) {
    case Overlay::kTime: {
      const bool repeated =
          std::any_of(times_.begin(), times_.end(), [](const auto& time) { return time.second.runs > 1; });
      range_.text = formatMilliseconds(range_.maximum) + (repeated ? " self, median" : " self");
      break;
    }
    case Overlay::kDelta:
      range_.scale = BarScale::kDiverging;
      range_.start = formatChange(-range_.maximum);
      range_.text = formatChange(range_.maximum);
      break;
    case Overlay::kMemory: range_.text = formatBytes(range_.maximum) + " a result"; break;
    case Overlay::kBytes: range_.text = formatBytes(range_.maximum) + " read and written"; break;
    case Overlay::kOff:
    case Overlay::kCache:
    case Overlay::kDevice: break;
  }
}

void FaceMaker::setBar(double cost, NodeFace& face) const {
  face.state = FaceState::kMeasured;
  face.bar = range_.maximum > 0 ? cost / range_.maximum : 0;
  face.heat = face.bar;
}

void FaceMaker::setComputed(const Node& node, const NodeReport& report, NodeFace& face) const {
  switch (sources_.overlay) {
    case Overlay::kTime: setTime(report, face); break;
    case Overlay::kDelta: setDelta(report, face); break;
    case Overlay::kBytes: setBytes(report, costOf(node), face); break;
    case Overlay::kCache: setReason(report, face); break;
    case Overlay::kOff:
    case Overlay::kMemory:
    case Overlay::kDevice: break;  // said of cached nodes alike
  }
}

void FaceMaker::setTime(const NodeReport& report, NodeFace& face) const {
  const NodeTime* time = timeOf(report.id);
  if (time == nullptr) {
    setWord(face, QStringLiteral("computed"), QStringLiteral("not timed"));
    return;
  }
  const Reading reading = timeReading(time->ms);
  face.is_share = report.fused_group >= 0;
  face.reading = face.is_share ? QStringLiteral("≈ ") + reading.joined() : reading.joined();
  face.number = reading.value;
  const int64_t wall = sources_.report->trace.wall_ns();
  if (wall > 0) face.note = shareText(static_cast<double>(*report.self_ns) / static_cast<double>(wall));
  if (time->is_cold) face.note = QStringLiteral("cold, ") + face.note;
  if (isProxy()) face.note = proxyText(sources_.report->level);
  setBar(time->ms, face);
  if (time->p95_ms && range_.maximum > 0) {
    face.spread = std::min(1.0, *time->p95_ms / range_.maximum);
  }
  if (const NodeChange change = changeOf(report); hasVerdict(change)) face.change = faceChange(change);
}

void FaceMaker::setDelta(const NodeReport& report, NodeFace& face) const {
  if (sources_.baseline == nullptr) return setWord(face, QStringLiteral("no baseline"));
  if (isProxy()) return setWord(face, proxyText(sources_.report->level));
  const NodeChange change = changeOf(report);
  if (!hasVerdict(change)) return setNoChange(change, face);
  face.change = faceChange(change);
  face.scale = BarScale::kDiverging;
  face.is_share = report.fused_group >= 0;
  face.state = FaceState::kMeasured;
  face.note = QStringLiteral("was ") + formatMillisecondsPlain(change.then_ms);
  if (!differs(change)) {
    face.reading =
        change.verdict == ChangeVerdict::kNoisy ? QStringLiteral("too noisy") : QStringLiteral("no difference");
    face.small_reading = true;
    face.number = change.verdict == ChangeVerdict::kNoisy ? QStringLiteral("?") : QStringLiteral("=");
    return;
  }
  setBar(std::fabs(change.share), face);
  if (change.share < 0) face.heat = -face.bar;
  face.reading = formatChange(change.share);
  face.number = formatChange(change.share, 0).remove(QStringLiteral(" %"));
}

void FaceMaker::setBytes(const NodeReport& report, double bytes, NodeFace& face) const {
  const bool member = report.fused_group >= 0;
  if (bytes <= 0) {
    if (member) return setWord(face, QStringLiteral("in the pass"));
    return setWord(face, QStringLiteral("computed"), QStringLiteral("not counted"));
  }
  const Reading reading = byteReading(bytes);
  face.reading = reading.joined();
  face.number = reading.value;
  setBar(bytes, face);
  // What one node of a pass moves over its share says nothing about its speed; the hull has the rate of the pass.
  const NodeTime* time = timeOf(report.id);
  if (!member && time != nullptr && time->ms > 0) face.note = formatRate(bytes * 1e3 / time->ms);
}

void FaceMaker::setReason(const NodeReport& report, NodeFace& face) const {
  setWord(face, report.reason.empty() ? QStringLiteral("computed") : sentence(fromEngine(report.reason)));
  face.small_reading = !report.reason.empty();
}

void FaceMaker::setDevice(const Node& node, const OperatorDef& def, const NodeReport& report, NodeFace& face) const {
  const LastDevice device = deviceOf(node, &def, &report);
  const bool on_gpu = device.backend == "vulkan";
  const QString used = device.isa.empty() || readsFile(&def) ? deviceLabel(device.backend) : isaLabel(device.isa);
  setWord(face, used.isEmpty() ? QStringLiteral("not run yet") : used);
  face.far_icon = on_gpu ? QStringLiteral("gpu") : QStringLiteral("cpu");
  if (!device.fallback.empty()) {
    face.note = QStringLiteral("asked ") + deviceLabel(name_of(askedOf(node, &def, &report)));
  } else if (report.state == NodeState::kCached) {
    face.note = QStringLiteral("cached");
  } else if (!on_gpu && report.self_ns) {
    face.note = workersText(report.busy_ns, *report.self_ns);
  }
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
  if (!keepsResult(report)) {
    setWord(face, QStringLiteral("in the pass"), QStringLiteral("not kept"));
    return;
  }
  const double bytes = static_cast<double>(report.spec->sample_data_bytes());
  const Reading reading = byteReading(bytes);
  face.reading = reading.joined();
  face.number = reading.value;
  face.note = sizeText(*report.spec);
  setBar(bytes, face);
}

std::vector<FusedHull> FaceMaker::hulls() const {
  std::vector<FusedHull> hulls;
  if (sources_.report == nullptr || sources_.overlay == Overlay::kOff) return hulls;
  for (const RunPass& pass : passes_of(*sources_.report)) {
    FusedHull hull;
    for (const NodeReport* member : pass.members) {
      if (sources_.graph.find(member->id) != nullptr) hull.members.push_back(member->id);
    }
    if (hull.members.size() < 2) continue;  // the others were deleted since
    const NodeReport& first = *pass.members.front();
    hull.title = QStringLiteral("Fused, one pass");
    hull.device = first.backend == "vulkan" ? deviceLabel(first.backend)
                                            : isaLabel(first.isa) + ' ' + workersText(pass.busy_ns, pass.self_ns);
    const NodeRecord* record =
        sources_.records != nullptr && !isProxy() ? sources_.records->find_pass(first.id) : nullptr;
    const std::optional<DurationStatistics> warm = record != nullptr ? record->statistics() : std::nullopt;
    const double ms = warm ? warm->median_ms : to_ms(pass.self_ns);
    hull.reading = formatMilliseconds(ms);
    if (sources_.overlay == Overlay::kBytes) {
      const auto bytes = static_cast<double>(pass.bytes_read + pass.bytes_written);
      hull.reading = formatBytes(bytes) + (ms > 0 ? QStringLiteral(", ") + formatRate(bytes * 1e3 / ms) : QString());
    }
    hulls.push_back(std::move(hull));
  }
  return hulls;
}

std::unordered_map<std::string, int64_t> FaceMaker::linkBytes() const {
  std::unordered_map<std::string, int64_t> bytes;
  if (sources_.overlay != Overlay::kBytes) return bytes;
  for (const Link& link : sources_.graph.links) {
    const NodeReport* from = reportOf(link.from.node);
    const NodeReport* to = reportOf(link.to.node);
    if (from == nullptr || to == nullptr || to->state != NodeState::kComputed || !from->spec) continue;
    const bool same_pass =
        from->state == NodeState::kComputed && from->fused_group >= 0 && from->fused_group == to->fused_group;
    // The report has the picture of the first output only.
    const OperatorDef* def = sources_.registry.find(from->type);
    if (same_pass || def == nullptr || def->output_index(link.from.port) != 0) continue;
    bytes[link_key(link)] = from->spec->sample_data_bytes();
  }
  return bytes;
}

}  // namespace lightbench::ui
