#include "engine/graph/kernel.h"

#include <algorithm>

namespace lightbench {

int border_index(int position, int size, Border border) {
  if (position >= 0 && position < size) return position;
  if (border == Border::kZero) return -1;
  if (border == Border::kReplicate || size == 1) return std::clamp(position, 0, size - 1);
  // Reflection without repeating the edge has period 2·(size − 1).
  const int period = 2 * (size - 1);
  int folded = position % period;
  if (folded < 0) folded += period;
  return folded < size ? folded : period - folded;
}

float FloatPicture::bordered(int channel, int x, int y, Border border) const {
  const int column = border_index(x, spec.width, border);
  const int row = border_index(y, spec.height, border);
  return column < 0 || row < 0 ? 0.0f : at(channel, column, row);
}

}  // namespace lightbench
