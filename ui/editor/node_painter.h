// Draws a node from its face. A pure function of face, tokens and level of detail: the graph, the tests and the
// gallery of states all call the same one.
#pragma once

#include "ui/editor/node_face.h"
#include "ui/theme/tokens.h"

class QPainter;

namespace lightbench::ui {

// What is left out as the graph gets small on the screen.
enum class NodeDetail {
  kFull,     // from 70 %
  kCompact,  // from 45 %: no chips, port names, thumbnails
  kNumber,   // from 20 %: body in heat colour, one number
  kBlock,    // below: plain blocks
};
NodeDetail detailAt(double zoom);

// Draws with the node's top left corner at (0, 0); `zoom` is that of the painter in logical pixels.
void paintNode(QPainter& painter, const NodeFace& face, const Tokens& tokens, double zoom);

// Everything paintNode may touch: rings, sockets, port names.
QRectF nodeBounds(const NodeFace& face);

}  // namespace lightbench::ui
