#include "ui/editor/node_face.h"

#include <algorithm>
#include <cmath>

#include "ui/editor/text_cache.h"

namespace lightbench::ui {
namespace {

constexpr double kTitleLeft = 29;
constexpr double kTitleRight = 28;  // room for the state glyph
constexpr double kWidthStep = 8;

}  // namespace

void measureFace(NodeFace& face) {
  const double title = textWidth(face.title, FontRole::kBodyMedium);
  const double wanted = kTitleLeft + title + kTitleRight;
  const double steps = std::ceil(std::max(0.0, wanted - kNodeMinimumWidth) / kWidthStep);
  const double width = std::min(kNodeMaximumWidth, kNodeMinimumWidth + steps * kWidthStep);
  const auto sockets = static_cast<double>(std::max(face.inputs.size(), face.outputs.size()));
  const double for_sockets = kFirstSocketY + (sockets - 1) * kSocketStep + 16;
  const double height = kNodeHeight + (face.has_thumbnail ? kThumbnailHeight + 4 : 0);
  face.size = {width, std::max(height, for_sockets)};
}

QPointF inputSocketAt(const NodeFace& /*face*/, size_t index) {
  return {0, kFirstSocketY + kSocketStep * static_cast<double>(index)};
}

QPointF outputSocketAt(const NodeFace& face, size_t index) {
  return {face.size.width(), kFirstSocketY + kSocketStep * static_cast<double>(index)};
}

}  // namespace lightbench::ui
