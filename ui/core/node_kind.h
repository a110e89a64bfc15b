// How a node type is told apart at a glance: its icon, its category's colour and the shape of its sockets. Shared by
// the graph, the library and the outline, so that one type looks the same wherever it is named.
#pragma once

#include <QString>

#include "engine/graph/operator_def.h"
#include "ui/theme/tokens.h"

namespace lightbench::ui {

// Name of an icon in resources/icons; a type without one of its own gets its category's, an unknown type `help`.
QString nodeIcon(const OperatorDef* def);
Category categoryOf(const OperatorDef* def);
QString categoryLabel(Category category);  // "Tone", "Edges, shape"
SocketType socketTypeOf(PortType type);
PortType portTypeOf(SocketType type);
// "image", "mask", as words.
QString socketTypeLabel(SocketType type);

// What a drag from the library carries: the type id as UTF-8.
inline constexpr const char* kNodeTypeMime = "application/x-lightbench-node-type";

}  // namespace lightbench::ui
