#include "ui/editor/face_maker.h"

#include <algorithm>

#include "engine/runtime/critical_path.h"
#include "ui/core/node_kind.h"
#include "ui/editor/face_text.h"

namespace lightbench::ui {

bool readsFile(const OperatorDef* def) {
  return def != nullptr && def->footprint == Footprint::kSource && categoryOf(def) == Category::kInOut &&
         std::any_of(def->params.begin(), def->params.end(),
                     [](const ParamSpec& spec) { return spec.type == ParamType::kPath && !spec.saves_file; });
}

bool writesFile(const OperatorDef* def) { return def != nullptr && def->footprint == Footprint::kSink; }

FaceMaker::FaceMaker(const FaceSources& sources) : sources_(sources) {
  for (const Link& link : sources_.graph.links) {
    linked_inputs_.insert(link.to.text());
    linked_outputs_.insert(link.from.text());
  }
  if (sources_.report != nullptr) {
    for (const NodeReport& report : sources_.report->nodes) {
      reports_.emplace(report.id, &report);
      if (const std::optional<NodeTime> time = measuredTime(report)) times_.emplace(report.id, *time);
    }
    for (const Span& span : sources_.report->trace.steps) {
      if (span.kind == SpanKind::kDecode) decode_ns_[span.node] += span.duration_ns();
    }
  }
  findFeeders();
  findRange();
  findCriticalPath();
}

const NodeReport* FaceMaker::reportOf(const NodeId& id) const {
  const auto found = reports_.find(id);
  return found == reports_.end() ? nullptr : found->second;
}

std::optional<int64_t> FaceMaker::decodeNs(const NodeId& id) const {
  const auto found = decode_ns_.find(id);
  if (found == decode_ns_.end()) return std::nullopt;
  return found->second;
}

void FaceMaker::findFeeders() {
  if (reports_.empty()) return;
  std::unordered_map<NodeId, std::vector<const Link*>> into;
  for (const Link& link : sources_.graph.links) into[link.to.node].push_back(&link);
  const std::vector<size_t> order = topological_order(sources_.graph);
  for (auto index = order.rbegin(); index != order.rend(); ++index) {
    const NodeId& id = sources_.graph.nodes[*index].id;
    const NodeReport* report = reportOf(id);
    const bool asked = report != nullptr && report->state != NodeState::kNotAsked;
    if (!asked && feeds_asked_.count(id) == 0) continue;
    for (const Link* link : into[id]) feeds_asked_.insert(link->from.node);
  }
}

void FaceMaker::findCriticalPath() {
  if (sources_.overlay != Overlay::kTime || sources_.report == nullptr) return;
  std::vector<NodeId> nodes = critical_path(sources_.graph, *sources_.report).nodes;
  const auto measured = std::count_if(nodes.begin(), nodes.end(), [this](const NodeId& id) {
    const NodeReport* report = reportOf(id);
    return report != nullptr && report->self_ns;
  });
  if (measured >= 2) critical_ = std::move(nodes);
}

QString FaceMaker::titleOf(const NodeId& id) const {
  const Node* node = sources_.graph.find(id);
  if (node == nullptr) return fromEngine(id);
  if (!node->label.empty()) return fromEngine(node->label);
  const OperatorDef* def = sources_.registry.find(node->type);
  return fromEngine(def != nullptr ? def->label : node->type);
}

NodeFace FaceMaker::face(const Node& node) const {
  const OperatorDef* def = sources_.registry.find(node.type);
  const NodeReport* report = reportOf(node.id);
  NodeFace face;
  face.title = titleOf(node.id);
  face.icon = nodeIcon(def);
  face.category = categoryOf(def);
  face.has_bar =
      sources_.overlay != Overlay::kOff && sources_.overlay != Overlay::kCache && sources_.overlay != Overlay::kDevice;
  if (node.id == sources_.viewed_a) face.tag += 'A';
  if (node.id == sources_.viewed_b) face.tag += 'B';
  face.has_thumbnail = !face.tag.isEmpty() || readsFile(def) || writesFile(def);
  if (sources_.thumbnails != nullptr) {
    if (const auto found = sources_.thumbnails->find(node.id); found != sources_.thumbnails->end()) {
      face.thumbnail = found->second;
    }
  }
  addSockets(node, def, face);
  setWords(node, def, report, face);
  addChips(node, report, face);
  measureFace(face);
  return face;
}

void FaceMaker::addSockets(const Node& node, const OperatorDef* def, NodeFace& face) const {
  if (def != nullptr) {
    for (const PortSpec& port : def->inputs) {
      const bool linked = linked_inputs_.count(node.id + "." + port.id) > 0;
      face.inputs.push_back(
          {fromEngine(port.id), fromEngine(port.label.empty() ? port.id : port.label), socketTypeOf(port.type),
           linked ? SocketState::kLinked : (port.required ? SocketState::kMissing : SocketState::kFree)});
    }
    for (const PortSpec& port : def->outputs) {
      const bool linked = linked_outputs_.count(node.id + "." + port.id) > 0;
      face.outputs.push_back({fromEngine(port.id), fromEngine(port.label.empty() ? port.id : port.label),
                              socketTypeOf(port.type), linked ? SocketState::kLinked : SocketState::kFree});
    }
    return;
  }
  // An unknown type shows the ports that the file's links name, so that nothing is lost from sight.
  const auto add = [](std::vector<SocketFace>& sockets, const std::string& port) {
    const QString name = fromEngine(port);
    for (const SocketFace& known : sockets) {
      if (known.port == name) return;
    }
    sockets.push_back({name, name, SocketType::kImage, SocketState::kLinked});
  };
  for (const Link& link : sources_.graph.links) {
    if (link.to.node == node.id) add(face.inputs, link.to.port);
    if (link.from.node == node.id) add(face.outputs, link.from.port);
  }
}

LastDevice FaceMaker::deviceOf(const Node& node, const OperatorDef* def, const NodeReport* report) const {
  if (report != nullptr && !report->backend.empty()) return {report->backend, report->isa, report->fallback};
  LastDevice device;
  if (sources_.last_devices != nullptr) {
    if (const auto found = sources_.last_devices->find(node.id); found != sources_.last_devices->end()) {
      device = found->second;
    }
  }
  if (report == nullptr) return device;
  // Results of the two are kept apart in the cache, so one that was taken from there was made where the node is to run
  // now, wherever it ran last.
  const bool on_gpu =
      report->requested == Backend::kVulkan && report->fallback.empty() && def != nullptr && def->gpu != nullptr;
  if (on_gpu && !device.backend.empty()) {
    device = {"vulkan", {}, {}};
  } else if (!on_gpu && device.backend == "vulkan") {
    device = {"cpu", {}, {}};
  }
  device.fallback = report->fallback;
  return device;
}

Backend FaceMaker::askedOf(const Node& node, const OperatorDef* def, const NodeReport* report) const {
  Backend asked = node.backend != Backend::kAuto ? node.backend : sources_.graph.settings.backend;
  if (report != nullptr) asked = report->requested;
  // Files are read and written by the processor whatever the pipeline says, and a chip promises nothing that cannot be.
  const bool cannot = def == nullptr || def->gpu == nullptr;
  const bool tried = report != nullptr && !report->fallback.empty();
  return asked == Backend::kVulkan && cannot && !tried ? Backend::kCpu : asked;
}

void FaceMaker::addChips(const Node& node, const NodeReport* report, NodeFace& face) const {
  const OperatorDef* def = sources_.registry.find(node.type);
  const LastDevice device = deviceOf(node, def, report);
  const Backend asked = askedOf(node, def, report);
  // Reading a file is no work of vector units, whatever the build.
  const bool files = face.category == Category::kInOut && readsFile(def);
  const QString used = device.isa.empty() || files ? deviceLabel(device.backend) : isaLabel(device.isa);
  if (!device.fallback.empty()) {
    face.fallback = FaceFallback{deviceLabel(name_of(asked)), used.isEmpty() ? deviceLabel("cpu") : used};
  } else if (device.backend == "vulkan") {
    face.chips.push_back({FaceChip::Kind::kGpu, deviceLabel(device.backend)});
  } else if (!device.backend.empty()) {
    face.chips.push_back({FaceChip::Kind::kCpu, used});
  } else {
    face.chips.push_back(
        {asked == Backend::kVulkan ? FaceChip::Kind::kGpu : FaceChip::Kind::kCpu, deviceLabel(name_of(asked))});
  }
  if (report != nullptr && report->spec)
    face.chips.push_back({FaceChip::Kind::kPlain, fromEngine(name_of(report->spec->format))});
}

}  // namespace lightbench::ui
