// What the pointer is doing on the canvas from press to release.
//
// One gesture lives at a time. It changes only the scene's view state while it lasts and makes at most one edit of the
// document when it ends, so that a drag is one undo step and Escape leaves nothing behind.
#pragma once

#include <QPointF>
#include <QString>

#include <memory>

#include "ui/editor/graph_scene.h"

class QPainter;

namespace lightbench::ui {

class GraphView;

struct Pointer {
  QPointF scene;
  QPoint view;
  Qt::KeyboardModifiers modifiers;
};

class Gesture {
 public:
  Gesture(GraphView& view, GraphScene& scene, Document& document) : view_(view), scene_(scene), document_(document) {}
  virtual ~Gesture() = default;
  virtual void move(const Pointer& pointer) = 0;
  virtual void release(const Pointer& pointer) = 0;
  virtual void cancel() = 0;
  virtual void paint(QPainter& /*painter*/) const {}  // over the scene, in its coordinates

 protected:
  GraphView& view_;
  GraphScene& scene_;
  Document& document_;
};

// Moves the selection (or the pressed node with it); drops a lone node onto a wire. Alt detaches it first.
std::unique_ptr<Gesture> makeMoveGesture(GraphView& view, GraphScene& scene, Document& document, const NodeId& pressed,
                                         const Pointer& start);
// Pulls a link from a socket; an occupied input gives up its link.
std::unique_ptr<Gesture> makeLinkGesture(GraphView& view, GraphScene& scene, Document& document,
                                         const SocketHit& socket, const Pointer& start);
// Selects what a rectangle touches: Shift adds, Ctrl toggles.
std::unique_ptr<Gesture> makeBoxGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start);
// Cuts the wires that the line crosses.
std::unique_ptr<Gesture> makeCutGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start);
// Moves the canvas.
std::unique_ptr<Gesture> makePanGesture(GraphView& view, GraphScene& scene, Document& document, const Pointer& start);

}  // namespace lightbench::ui
