// The small labels of a node: device and format chips, the fallback chip, the viewer's A and B.
#pragma once

#include "ui/editor/node_face.h"
#include "ui/theme/tokens.h"

class QPainter;

namespace lightbench::ui {

// A row of chips from `left_top` on; those that do not fit are left out (the tooltip has them).
void paintChips(QPainter& painter, const QPointF& left_top, const NodeFace& face, const Tokens& tokens);
// The sign of a change: triangles for faster and slower, = and a zigzag where nothing is shown.
QString changeIcon(const FaceChange& change);
QColor changeColor(const FaceChange& change, const Tokens& tokens);
// Its right edge at `right_top`; gives back the width. A is filled accent, B is outlined.
double paintViewerTag(QPainter& painter, const QPointF& right_top, const QString& tag, const Tokens& tokens);

}  // namespace lightbench::ui
