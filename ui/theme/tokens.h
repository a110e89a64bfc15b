// Every colour of the program. A Tokens value is one theme; there are two, dark and light, and no other file
// holds a hexadecimal colour. Names say the role, not the hue: `accent` is always "this one, now", `heat` only ever
// means cost, `faster` and `slower` are verdicts.
//
// Qt 6.4 has no QPalette::Accent, so roles that the palette lacks are read from here; the others are also put into
// the palette by Theme. Contrast follows WCAG 2.2; tests/ui/test_theme.cpp recomputes the promised ratios.
#pragma once

#include <QColor>
#include <array>

namespace lightbench::ui {

enum class Category { kInOut, kTone, kFilter, kEdges, kGeometry, kCombine, kMeasure, kModel };
inline constexpr int kCategoryCount = 8;

enum class SocketType { kImage, kMask, kTensor, kNumber, kClasses };
inline constexpr int kSocketTypeCount = 5;

inline constexpr int kScaleStops = 7;
using ColorScale = std::array<QColor, kScaleStops>;

struct Tokens {
  bool dark = true;

  // Surfaces.
  QColor window;     // bars, dock titles, section heads
  QColor panel;      // dock bodies
  QColor field;      // inputs, plots, lanes, lists
  QColor stripe;     // every second row
  QColor raised;     // buttons, node bodies, tips
  QColor hover;      // hovered control, GPU chip, transfer
  QColor press;      // pressed control
  QColor canvas;     // graph background
  QColor surround;   // around the picture; exactly neutral
  QColor bar_track;  // empty part of a bar: press in dark, hover in light
  QColor dot;        // dots of the canvas grid

  // Lines.
  QColor line;     // hairlines
  QColor line2;    // node and chip outlines
  QColor ctl;      // an outline that alone marks a control
  QColor outline;  // of buttons and fields: line in dark, line2 in light

  // Text.
  QColor text;   // values, titles
  QColor text2;  // labels, icons, chips
  QColor text3;  // units, hints, placeholders

  // Meaning.
  QColor accent;  // selection ring, focus, A, "now", progress
  QColor onaccent;
  QColor accentbg;  // selected row, checked segment
  QColor onaccentbg;
  QColor warn;  // fallback, too noisy, over budget
  QColor error;
  QColor errorbg;
  QColor info;  // links
  QColor faster;
  QColor slower;

  // Tags over pictures, the same in both themes.
  QColor tag;
  QColor ontag;

  std::array<QColor, kCategoryCount> categories;
  std::array<QColor, kSocketTypeCount> sockets;
  ColorScale heat;       // cheap to costly
  ColorScale diverging;  // faster to slower

  QColor category(Category which) const { return categories[static_cast<size_t>(which)]; }
  QColor socket(SocketType which) const { return sockets[static_cast<size_t>(which)]; }

  // 0 = costs nothing, 1 = the slowest; linear in sRGB between the stops. Values outside 0..1 and NaN are clamped.
  QColor heatColor(double share) const;
  // -1 = fastest change shown, 0 = none, +1 = slowest.
  QColor divergingColor(double change) const;

  static const Tokens& darkTokens();
  static const Tokens& lightTokens();
};

// Relative luminance and contrast ratio (1..21), WCAG 2.2. Alpha is ignored.
double luminance(const QColor& color);
double contrast(const QColor& first, const QColor& second);
// White or black, whichever contrasts more with the fill; never under 4.5:1.
QColor textOn(const QColor& fill);
// `share` of `over`, the rest of `under`, in sRGB.
QColor mixed(const QColor& under, const QColor& over, double share);

}  // namespace lightbench::ui
