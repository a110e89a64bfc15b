// Maps brightnesses by the curves of the four nearest rectangles (clahe_curves.comp), bilinear between their centres and
// straight between levels: gray becomes the new brightness, a colour moves by what its brightness moved, alpha stays.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "lightbench.glsl"

struct Parameters {
  int tiles;          // along each side
  float per_column;   // rectangles a pixel
  float per_row;
};
DECLARE_ARGUMENTS(Parameters)
DECLARE_OPERAND(0)
DECLARE_OPERAND(1)
DECLARE_OPERAND(2)
#include "brightness.glsl"
#include "map_brightness.glsl"

// Which two rectangles a position lies between, and how far towards the second.
struct TilePlace {
  int first, second;
  float share;
};
TilePlace place_between(int position, float per_pixel, int tiles) {
  precise float at = float(position) * per_pixel - 0.5;
  int first = int(floor(at));
  return TilePlace(clamp(first, 0, tiles - 1), clamp(first + 1, 0, tiles - 1), at - float(first));
}

// The curves of four rectangles, each `rest` of the way from its level to the next.
Twofold curves_at(ivec4 tile, ivec4 level, Twofold rest) {
  Floats curves = Floats(picture_1().address);
  vec4 left, right;
  for (int n = 0; n < 4; ++n) {
    uint row = uint(tile[n]) * picture_1().row_words;
    left[n] = curves.at[row + level[n]];
    right[n] = curves.at[row + min(level[n] + 1, kLevels - 1)];
  }
  return between(twofold(left), twofold(right), rest);
}

Twofold mapped(vec4 before, int x, int y) {
  int tiles = arguments().parameters.tiles;
  TilePlace down = place_between(y, arguments().parameters.per_row, tiles);
  ivec4 first, second;
  vec4 share;
  for (int n = 0; n < 4; ++n) {
    TilePlace across = place_between(x + n, arguments().parameters.per_column, tiles);
    first[n] = across.first;
    second[n] = across.second;
    share[n] = across.share;
  }
  ivec4 level;
  Twofold rest;
  split_levels(before, level, rest);
  int above = down.first * tiles, below = down.second * tiles;
  Twofold left = between(curves_at(above + first, level, rest), curves_at(below + first, level, rest),
                         twofold(down.share, 0.0));
  Twofold right = between(curves_at(above + second, level, rest), curves_at(below + second, level, rest),
                          twofold(down.share, 0.0));
  return divide(between(left, right, twofold(share)), twofold(255.0, 0.0));
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  map_brightness(4 * place.x, place.y, true);
}
