#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <limits>

#include "ui/editor/gesture.h"
#include "ui/editor/graph_view.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kSnap = 24;      // pixels of the screen
constexpr double kReturned = 30;  // dropped this near its old socket, a detached link stays where it was

class LinkGesture : public Gesture {
 public:
  LinkGesture(GraphView& view, GraphScene& scene, Document& document, const SocketHit& socket, const Pointer& start)
      : Gesture(view, scene, document), fixed_(socket), free_end_(start.scene) {
    const Link* link = socket.is_input ? document.graph().link_into(socket.port) : nullptr;
    const WireItem* wire = link != nullptr ? scene.wireInto(socket.port) : nullptr;
    if (wire != nullptr) {
      detached_ = socket;
      fixed_ = {link->from, false, wire->look().type, wire->from()};
      scene_.wireInto(socket.port)->setVisible(false);
    }
    scene_.setLinkFilter(fixed_.type, !fixed_.is_input);
  }

  void move(const Pointer& pointer) override {
    free_end_ = pointer.scene;
    target_ = targetAt(pointer.scene);
    problem_ = target_ ? document_.linkProblem(fromPort(), toPort()) : QString();
    if (target_ && problem_.isEmpty()) free_end_ = target_->centre;
    view_.showHint(problem_, pointer.view);
  }

  void release(const Pointer& pointer) override {
    move(pointer);
    finish();
    view_.showHint({}, pointer.view);
    if (target_ && problem_.isEmpty()) {
      if (!detached_) {
        document_.connectPorts(fromPort(), toPort());
      } else if (!(detached_->port == target_->port)) {
        document_.moveLink(detached_->port, target_->port);
      }
    } else if (target_) {
      view_.refuse(problem_);
    } else if (!detached_) {
      view_.openPaletteFromLink(pointer, fixed_);
    } else if (QLineF(detached_->centre, pointer.scene).length() > kReturned) {
      document_.disconnectPort(detached_->port);
    }
  }

  void cancel() override { finish(); }

  void paint(QPainter& painter) const override {
    WireLook look;
    look.type = fixed_.type;
    look.selected = target_ && problem_.isEmpty();
    look.hovered = true;
    const QPointF from = fixed_.is_input ? free_end_ : fixed_.centre;
    const QPointF to = fixed_.is_input ? fixed_.centre : free_end_;
    paintWire(painter, wirePath(from, to), look, Theme::tokens(), view_.zoom());
    painter.setRenderHint(QPainter::Antialiasing);
    if (look.selected) paintSocketTarget(&painter, target_->centre, Theme::tokens());
  }

 private:
  PortRef fromPort() const { return fixed_.is_input ? target_->port : fixed_.port; }
  PortRef toPort() const { return fixed_.is_input ? fixed_.port : target_->port; }

  void finish() {
    scene_.setLinkFilter({}, false);
    if (detached_) {
      if (WireItem* wire = scene_.wireInto(detached_->port)) wire->setVisible(true);
    }
  }

  // The nearest socket of the other side within reach; over a body, the first of its sockets that would do.
  std::optional<SocketHit> targetAt(const QPointF& point) const {
    const double reach = kSnap / view_.zoom();
    std::optional<SocketHit> best;
    double least = reach;
    for (const NodeItem* node : scene_.nodeItems()) {
      const bool over = node->nodeRect().contains(point);
      if (!over && !node->nodeRect().adjusted(-reach, -reach, reach, reach).contains(point)) continue;
      for (const SocketHit& socket : scene_.socketsOf(*node)) {
        if (socket.is_input == fixed_.is_input || socket.port.node == fixed_.port.node) continue;
        const double distance = QLineF(socket.centre, point).length();
        if (distance >= least) continue;
        least = distance;
        best = socket;
      }
    }
    if (best) return best;
    const NodeItem* under = scene_.nodeAt(point);
    if (under == nullptr || under->id() == fixed_.port.node) return {};
    return socketOfBody(*under);
  }

  std::optional<SocketHit> socketOfBody(const NodeItem& node) const {
    std::optional<SocketHit> any;
    std::optional<SocketHit> fitting;
    for (const SocketHit& socket : scene_.socketsOf(node)) {
      if (socket.is_input == fixed_.is_input) continue;
      if (!any) any = socket;
      const PortRef from = fixed_.is_input ? socket.port : fixed_.port;
      const PortRef to = fixed_.is_input ? fixed_.port : socket.port;
      if (!document_.linkProblem(from, to).isEmpty()) continue;
      if (!fitting) fitting = socket;
      if (socket.is_input && document_.graph().link_into(socket.port) == nullptr) return socket;
    }
    return fitting ? fitting : any;
  }

  SocketHit fixed_;
  std::optional<SocketHit> detached_;  // the input whose link is being pulled off
  std::optional<SocketHit> target_;
  QString problem_;
  QPointF free_end_;
};

}  // namespace

std::unique_ptr<Gesture> makeLinkGesture(GraphView& view, GraphScene& scene, Document& document,
                                         const SocketHit& socket, const Pointer& start) {
  return std::make_unique<LinkGesture>(view, scene, document, socket, start);
}

}  // namespace lightbench::ui
