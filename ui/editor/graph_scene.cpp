#include "ui/editor/graph_scene.h"

#include <algorithm>
#include <cmath>

#include "ui/editor/auto_layout.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kFarAway = 50000;           // the canvas reaches this far from the origin
constexpr int kProgressDelayMs = 120;        // a run shorter than this does not flash its progress
constexpr QSize kThumbnailPixels(380, 144);  // the widest frame at twice the scale

}  // namespace

GraphScene::GraphScene(Document& document, EngineBridge& bridge, QObject* parent)
    : QGraphicsScene(parent), document_(document), bridge_(bridge), thumbnail_maker_(kThumbnailPixels) {
  // Items move and change in numbers; looking through a list is cheaper than keeping a tree.
  setItemIndexMethod(QGraphicsScene::NoIndex);
  setSceneRect(-kFarAway, -kFarAway, 2 * kFarAway, 2 * kFarAway);
  addItem(new PillLayer(wires_, sceneRect()));
  progress_delay_.setSingleShot(true);
  progress_delay_.setInterval(kProgressDelayMs);
  connect(&progress_delay_, &QTimer::timeout, this, &GraphScene::refreshFaces);
  connect(&document_, &Document::graphChanged, this, &GraphScene::onGraphChanged);
  connect(&document_, &Document::selectionChanged, this, [this] {
    if (!document_.selection().empty()) selectWire({});
    if (!document_.currentNode().empty()) keyboard_node_ = document_.currentNode();
    refreshMarks();
  });
  connect(&bridge_, &EngineBridge::reportChanged, this, &GraphScene::onReport);
  connect(&bridge_, &EngineBridge::runningChanged, this, &GraphScene::onRunning);
  connect(&bridge_.profile(), &ProfileKeeper::baselineChanged, this, &GraphScene::refreshFaces);
  connect(&bridge_, &EngineBridge::viewedChanged, this, &GraphScene::refreshFaces);
  connect(&bridge_, &EngineBridge::nodeProgress, this,
          [this](const QString& node, double fraction) { onProgress(node, fraction); });
  connect(&bridge_, &EngineBridge::pictureChanged, this,
          [this](const QString& node) { onPicture(node.toStdString()); });
  connect(&thumbnail_maker_, &ThumbnailMaker::ready, this, &GraphScene::onThumbnail);
  connect(&bridge_, &EngineBridge::exportFinished, this, [this](bool ok) {
    written_.clear();
    for (const Node& node : document_.graph().nodes) {
      if (ok && writesFile(document_.registry().find(node.type)) && !node.bypass) written_.insert(node.id);
    }
    refreshFaces();
  });
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    refreshFaces();
    update();
  });
  onGraphChanged(GraphChange::Everything);
  if (bridge_.report()) onReport();
}

GraphScene::~GraphScene() = default;

void GraphScene::setOverlay(Overlay overlay) {
  if (overlay_ == overlay) return;
  overlay_ = overlay;
  refreshFaces();
}

// Following document and bridge.

void GraphScene::onGraphChanged(GraphChange change) {
  if (change == GraphChange::Everything) {
    made_up_.clear();
    last_devices_.clear();
    transfers_.clear();
    thumbnails_.clear();
    thumbnail_nodes_.clear();
    thumbnail_maker_.forgetAll();
    selected_wire_.reset();
    keyboard_node_.clear();
  }
  if (change != GraphChange::Layout) written_.clear();  // the files show an older pipeline
  dragged_.clear();
  syncItems();
  refreshFaces();
  makeUpPositions();
  syncPositions();
  refreshMarks();
}

void GraphScene::onReport() {
  progress_.clear();
  transfers_.clear();
  handing_on_.clear();
  const std::shared_ptr<const RunReport> report = bridge_.report();
  if (report) {
    transfers_ = transfers_of(document_.graph(), *report);
    for (const NodeReport& node : report->nodes) {
      if (node.state == NodeState::kPassed) handing_on_.insert(node.id);
      if (!node.backend.empty()) last_devices_[node.id] = {node.backend, node.isa, node.fallback};
    }
  }
  refreshFaces();
}

void GraphScene::onRunning(bool running) {
  if (running) {
    progress_delay_.start();
    return;
  }
  progress_delay_.stop();
  if (progress_.empty()) return;
  progress_.clear();
  refreshFaces();
}

void GraphScene::onProgress(const QString& node, double fraction) {
  const NodeId id = node.toStdString();
  if (!progress_delay_.isActive()) {
    showProgress(id, fraction);
    return;
  }
  progress_ = {{id, fraction}};
}

void GraphScene::showProgress(const NodeId& id, double fraction) {
  progress_delay_.stop();
  const bool other = progress_.size() != 1 || progress_.begin()->first != id;
  progress_ = {{id, fraction}};  // steps run one after the other: the node before has finished
  if (other) {
    refreshFaces();
    return;
  }
  // Only the number moves, many times a second: no need to look at the other nodes.
  if (NodeItem* node = item(id)) {
    NodeFace face = node->face();
    if (face.state != FaceState::kRunning) return;
    setRunningShare(face, fraction);
    node->setFace(std::move(face));
  }
}

void GraphScene::onPicture(const NodeId& id) {
  const auto picture = bridge_.picture(id);
  if (picture && picture->image) {
    if (const Node* node = document_.graph().find(id)) thumbnail_nodes_[id] = *node;
    thumbnail_maker_.request(id, picture->image);
    return;
  }
  thumbnail_maker_.forget(id);
  thumbnails_.erase(id);
  refreshFaces();
}

void GraphScene::onThumbnail(const QString& node, const QImage& thumbnail) {
  const NodeId id = node.toStdString();
  thumbnails_[id] = thumbnail;
  // Nothing else on any face depends on it.
  if (NodeItem* shown = item(id)) {
    NodeFace face = shown->face();
    face.thumbnail = thumbnail;
    shown->setFace(std::move(face));
  }
}

FaceSources GraphScene::sources() const {
  FaceSources sources{document_.graph(), document_.registry()};
  sources.report = bridge_.report().get();
  sources.overlay = overlay_;
  sources.viewed_a = bridge_.viewedNode(ViewSide::A);
  sources.viewed_b = bridge_.viewedNode(ViewSide::B);
  sources.last_self = [this](const NodeId& id) { return bridge_.lastSelfNs(id); };
  sources.records = &bridge_.profile().records();
  sources.baseline = bridge_.profile().baseline();
  sources.last_devices = &last_devices_;
  sources.progress = progress_delay_.isActive() ? nullptr : &progress_;
  sources.written = &written_;
  sources.thumbnails = &thumbnails_;
  return sources;
}

QString GraphScene::detailsOf(const NodeId& id) const {
  const Node* node = document_.graph().find(id);
  if (node == nullptr) return {};
  const std::shared_ptr<const RunReport> report = bridge_.report();
  return FaceMaker(sources()).details(*node);
}

void GraphScene::refreshFaces() {
  // A picture that nobody asks for any more is kept only where nothing but the node itself can change it.
  std::erase_if(thumbnails_, [this](const auto& entry) {
    const Node* node = document_.graph().find(entry.first);
    if (node == nullptr) return true;
    if (bridge_.picture(entry.first)) return false;
    const Node& then = thumbnail_nodes_[entry.first];
    return !readsFile(document_.registry().find(node->type)) || then.params != node->params || then.type != node->type;
  });
  std::erase_if(thumbnail_nodes_, [this](const auto& entry) {
    const bool gone = document_.graph().find(entry.first) == nullptr;
    if (gone) thumbnail_maker_.forget(entry.first);
    return gone;
  });
  const std::shared_ptr<const RunReport> report = bridge_.report();  // outlives the maker
  const FaceMaker maker(sources());
  for (const Node& node : document_.graph().nodes) {
    if (NodeItem* known = item(node.id)) {
      known->setFace(maker.face(node));
    }
  }
  range_ = maker.range();
  critical_ = maker.criticalPath();
  link_bytes_ = maker.linkBytes();
  refreshHulls(maker.hulls());
  if (filter_) setLinkFilter(filter_, filter_inputs_);
  placeWires();
  refreshWires();
  Q_EMIT facesChanged();
}

// Items.

void GraphScene::syncItems() {
  const Graph& graph = document_.graph();
  std::erase_if(nodes_, [&](const auto& entry) {
    if (graph.find(entry.first) != nullptr) return false;
    if (hovered_node_ == entry.second) hovered_node_ = nullptr;
    delete entry.second;
    return true;
  });
  for (const Node& node : graph.nodes) {
    if (nodes_.count(node.id) > 0) continue;
    auto* made = new NodeItem(node.id);
    nodes_.emplace(node.id, made);
    addItem(made);
  }
  hovered_wire_ = nullptr;
  insert_target_ = nullptr;
  while (wires_.size() > graph.links.size()) {
    delete wires_.back();
    wires_.pop_back();
  }
  for (size_t i = 0; i < graph.links.size(); ++i) {
    if (i < wires_.size()) {
      wires_[i]->setLink(graph.links[i]);
    } else {
      wires_.push_back(new WireItem(graph.links[i]));
      addItem(wires_.back());
    }
  }
  if (selected_wire_ && graph.link_into(*selected_wire_) == nullptr) selected_wire_.reset();
  if (graph.find(keyboard_node_) == nullptr) keyboard_node_.clear();
}

void GraphScene::makeUpPositions() {
  const Graph& graph = document_.graph();
  std::erase_if(made_up_, [&](const auto& entry) {
    const Node* node = graph.find(entry.first);
    return node == nullptr || node->position;
  });
  std::vector<LayoutNode> homeless;
  QRectF taken;
  for (const Node& node : graph.nodes) {
    const auto made = made_up_.find(node.id);
    if (!node.position && made == made_up_.end()) {
      homeless.push_back({node.id, item(node.id)->face().size});
      continue;
    }
    const QPointF at = node.position ? QPointF(node.position->x, node.position->y) : made->second;
    taken |= QRectF(at, item(node.id)->face().size);
  }
  if (homeless.empty()) return;
  constexpr double kBelow = 48;
  const QPointF origin = taken.isNull() ? QPointF(0, 0) : taken.bottomLeft() + QPointF(0, kBelow);
  for (const auto& [id, at] : layeredLayout(graph, homeless)) made_up_[id] = origin + at;
}

void GraphScene::syncPositions() {
  for (const Node& node : document_.graph().nodes) {
    QPointF at;
    if (const auto drag = dragged_.find(node.id); drag != dragged_.end()) {
      at = drag->second;
    } else if (node.position) {
      at = QPointF(node.position->x, node.position->y);
    } else if (const auto made = made_up_.find(node.id); made != made_up_.end()) {
      at = made->second;
    }
    // A file may say anything; the canvas has an end.
    const double limit = kFarAway - 1000;
    at = QPointF(std::clamp(at.x(), -limit, limit), std::clamp(at.y(), -limit, limit));
    if (NodeItem* known = item(node.id)) known->setPos(at);
  }
  placeWires();
}

void GraphScene::placeWires() {
  const auto end = [](const std::vector<SocketFace>& sockets, const std::string& port) {
    const QString name = QString::fromStdString(port);
    const auto found =
        std::find_if(sockets.begin(), sockets.end(), [&](const SocketFace& socket) { return socket.port == name; });
    return found == sockets.end() ? size_t{0} : static_cast<size_t>(found - sockets.begin());
  };
  for (WireItem* wire : wires_) {
    const NodeItem* from = item(wire->link().from.node);
    const NodeItem* to = item(wire->link().to.node);
    wire->setVisible(from != nullptr && to != nullptr);
    if (from == nullptr || to == nullptr) continue;
    wire->setEnds(from->outputAt(end(from->face().outputs, wire->link().from.port)),
                  to->inputAt(end(to->face().inputs, wire->link().to.port)));
  }
  placeHulls();
}

void GraphScene::refreshHulls(std::vector<FusedHull> hulls) {
  while (hulls_.size() > hulls.size()) {
    delete hulls_.back();
    hulls_.pop_back();
  }
  for (size_t i = 0; i < hulls.size(); ++i) {
    if (i == hulls_.size()) {
      hulls_.push_back(new HullItem);
      addItem(hulls_.back());
    }
    hulls_[i]->setHull(hulls[i]);
  }
}

void GraphScene::placeHulls() {
  for (HullItem* hull : hulls_) {
    std::vector<QRectF> members;
    std::unordered_map<NodeId, size_t> index_of;
    for (const NodeId& id : hull->hull().members) {
      const NodeItem* node = item(id);
      if (node == nullptr) continue;
      index_of.emplace(id, members.size());
      members.push_back(node->nodeRect());
    }
    std::vector<QRectF> strangers;
    for (const auto& [id, node] : nodes_) {
      // What only hands its picture on ran nowhere else.
      if (index_of.count(id) == 0 && handing_on_.count(id) == 0) strangers.push_back(node->nodeRect());
    }
    std::vector<std::pair<size_t, size_t>> links;
    for (const WireItem* wire : wires_) {
      const auto from = index_of.find(wire->link().from.node);
      const auto to = index_of.find(wire->link().to.node);
      if (from != index_of.end() && to != index_of.end()) links.emplace_back(from->second, to->second);
    }
    if (!members.empty()) hull->setShape(hullShape(members, strangers, links));
  }
}

void GraphScene::setDragPositions(const std::map<NodeId, QPointF>& positions) {
  dragged_ = positions;
  for (const auto& [id, at] : positions) {
    if (NodeItem* known = item(id)) known->setPos(at);
  }
  placeWires();
}

void GraphScene::clearDragPositions() {
  dragged_.clear();
  syncPositions();
}

}  // namespace lightbench::ui
