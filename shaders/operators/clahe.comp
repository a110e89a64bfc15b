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

// Of one rectangle, `rest` of the way from a level to the next.
float curve_at(int tile, int level, float rest) {
  Floats curves = Floats(picture_1().address);
  uint row = uint(tile) * picture_1().row_words;
  return mix(curves.at[row + level], curves.at[row + min(level + 1, kLevels - 1)], rest);
}

vec4 mapped(vec4 before, int x, int y) {
  int tiles = arguments().parameters.tiles;
  TilePlace down = place_between(y, arguments().parameters.per_row, tiles);
  vec4 position = before * 255.0;
  vec4 after;
  for (int n = 0; n < 4; ++n) {
    TilePlace across = place_between(x + n, arguments().parameters.per_column, tiles);
    int level = int(position[n]);
    float rest = position[n] - float(level);
    int above = down.first * tiles, below = down.second * tiles;
    float left = mix(curve_at(above + across.first, level, rest), curve_at(below + across.first, level, rest), down.share);
    float right =
        mix(curve_at(above + across.second, level, rest), curve_at(below + across.second, level, rest), down.share);
    after[n] = mix(left, right, across.share) * (1.0 / 255.0);
  }
  return after;
}

void main() {
  ivec3 place = grid_place();
  if (outside(place, arguments().header.columns)) return;
  map_brightness(4 * place.x, place.y, true);
}
