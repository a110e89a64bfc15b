// A picture made small for node faces and lists: averaged over blocks, so that nothing glitters, and never larger
// than asked. Values are shown as they are stored (display-referred), clamped to 0..1; alpha lies over a neutral grey.
#pragma once

#include <QImage>
#include <QSize>

#include "engine/image/image.h"

namespace lightbench::ui {

// Fits into `bounds` (device pixels) with the picture's aspect; a null image gives a null QImage. Reads at most about
// 16 samples a target pixel, so that a 24-megapixel picture costs little more than a small one.
QImage thumbnailOf(const Image& image, const QSize& bounds);

}  // namespace lightbench::ui
