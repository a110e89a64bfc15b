// The graph as items, kept in step with document and bridge.
//
// Owns no truth: nodes and wires are made from the document's graph, faces from the report of the run shown. What is
// the scene's own is only view state: overlay, hover, the keyboard's node, the selected wire, and the places of nodes
// whose file gave them none (laid out here without an edit).
#pragma once

#include <QGraphicsScene>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/core/thumbnail_maker.h"
#include "ui/editor/face_maker.h"
#include "ui/editor/graph_items.h"

namespace lightbench::ui {

// A socket found under the pointer.
struct SocketHit {
  PortRef port;
  bool is_input = false;
  SocketType type = SocketType::kImage;
  QPointF centre;
};

class GraphScene : public QGraphicsScene {
  Q_OBJECT
 public:
  GraphScene(Document& document, EngineBridge& bridge, QObject* parent = nullptr);
  ~GraphScene() override;

  Overlay overlay() const { return overlay_; }
  void setOverlay(Overlay overlay);
  const OverlayRange& range() const { return range_; }
  bool hasCriticalPath() const { return !critical_.empty(); }

  NodeItem* item(const NodeId& id) const;
  WireItem* wireInto(const PortRef& to) const;
  std::vector<NodeItem*> nodeItems() const;  // lowest first
  std::vector<WireItem*> wireItems() const;
  const std::vector<HullItem*>& hullItems() const { return hulls_; }
  // Around the given nodes, or around all when none are given; null for an empty graph.
  QRectF nodesRect(const std::vector<NodeId>& ids = {}) const;

  NodeItem* nodeAt(const QPointF& point) const;
  std::optional<SocketHit> socketAt(const QPointF& point, double reach) const;
  WireItem* wireAt(const QPointF& point, double reach) const;
  WireItem* pillAt(const QPointF& point) const;  // the wire whose transfer is told there
  std::vector<SocketHit> socketsOf(const NodeItem& node) const;
  QString detailsOf(const NodeId& id) const;  // for the tooltip

  // View state.
  void setHovered(NodeItem* node, WireItem* wire);
  NodeId keyboardNode() const { return keyboard_node_; }
  void setKeyboardNode(const NodeId& id);
  void setKeyboardFocusShown(bool shown);  // the ring is only drawn while the view has the focus
  std::optional<PortRef> selectedWire() const { return selected_wire_; }
  void selectWire(const std::optional<PortRef>& to);
  void setLinkFilter(std::optional<SocketType> type, bool inputs);
  void setInsertTarget(WireItem* wire);

  // Where nodes stand while a drag lasts; cleared, they go back to the document's places.
  void setDragPositions(const std::map<NodeId, QPointF>& positions);
  void clearDragPositions();
  // Places this scene made up for nodes without one; an edit that moves nodes takes them along.
  const std::map<NodeId, QPointF>& madeUpPositions() const { return made_up_; }

  // Live progress of a node's tiles, 0..1; shown at once.
  void showProgress(const NodeId& id, double fraction);

 Q_SIGNALS:
  void facesChanged();  // faces, range, critical path

 private:
  void onGraphChanged(GraphChange change);
  void onReport();
  void onProgress(const QString& node, double fraction);
  void onRunning(bool running);
  void onPicture(const NodeId& id);
  void onThumbnail(const QString& node, const QImage& thumbnail);
  void syncItems();
  void syncPositions();
  void makeUpPositions();
  void refreshFaces();
  void refreshMarks();
  std::unordered_map<NodeId, NodeId> criticalSources() const;
  void refreshWires();
  void refreshHulls(std::vector<FusedHull> hulls);
  void placeWires();
  void placeHulls();
  FaceSources sources() const;

  Document& document_;
  EngineBridge& bridge_;
  std::unordered_map<NodeId, NodeItem*> nodes_;
  std::vector<WireItem*> wires_;
  std::vector<HullItem*> hulls_;
  std::unordered_map<std::string, int64_t> link_bytes_;
  std::unordered_set<NodeId> handing_on_;  // in the run shown: their input's picture is theirs
  Overlay overlay_ = Overlay::kTime;
  OverlayRange range_;
  std::vector<NodeId> critical_;
  std::map<NodeId, QPointF> made_up_;
  std::map<NodeId, QPointF> dragged_;
  std::map<NodeId, LastDevice> last_devices_;
  LinkTransfers transfers_;  // of the run shown, on the links it had
  std::map<NodeId, double> progress_;
  ThumbnailMaker thumbnail_maker_;
  std::map<NodeId, QImage> thumbnails_;
  std::map<NodeId, Node> thumbnail_nodes_;  // the node as it was when its thumbnail was made
  std::set<NodeId> written_;
  QTimer progress_delay_;
  NodeItem* hovered_node_ = nullptr;
  WireItem* hovered_wire_ = nullptr;
  WireItem* insert_target_ = nullptr;
  std::optional<PortRef> selected_wire_;
  std::optional<SocketType> filter_;
  bool filter_inputs_ = false;
  NodeId keyboard_node_;
  bool keyboard_shown_ = false;
};

}  // namespace lightbench::ui
