// Sockets: where links meet nodes. The shape says the type (so does the colour), the fill says whether a link is there.
#pragma once

#include <QPainterPath>
#include <QPointF>
#include <QString>

#include "ui/theme/tokens.h"

class QPainter;

namespace lightbench::ui {

// Positions on a node's edge: the first centre at y 12, the next ones 28 below each other.
inline constexpr double kFirstSocketY = 12;
inline constexpr double kSocketStep = 28;
inline constexpr double kSocketHit = 20;  // side of the square that answers to the pointer

enum class SocketState {
  kFree,
  kLinked,
  kMissing,  // a required input without a link
};

struct SocketFace {
  QString port;   // id
  QString label;  // as written beside it
  SocketType type = SocketType::kImage;
  SocketState state = SocketState::kFree;
  bool faded = false;  // cannot take the link being dragged
  bool operator==(const SocketFace&) const = default;
};

QPainterPath socketPath(SocketType type, const QPointF& centre);
// `behind` fills the hollow ones.
void paintSocket(QPainter* painter, const QPointF& centre, const SocketFace& socket, const Tokens& tokens,
                 const QColor& behind);
// The circle around a socket that would take the link being dragged.
void paintSocketTarget(QPainter* painter, const QPointF& centre, const Tokens& tokens);

}  // namespace lightbench::ui
