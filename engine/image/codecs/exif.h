// The orientation a camera noted beside the pixels (EXIF 2.32, 4.6.4, tag 0x0112): where row 0 and column 0 of the
// stored picture lie in the picture as seen. 1 is upright; 5 to 8 swap width and height.
#pragma once

#include <string_view>

#include "engine/base/result.h"
#include "engine/image/image.h"

namespace lightbench::codecs {

// `block` is the TIFF structure of an EXIF block, with or without the leading "Exif\0\0". 1 when there is no
// orientation or the block is damaged: wrong metadata is no reason to refuse a picture.
int exif_orientation(std::string_view block);

ImageSpec oriented_spec(ImageSpec spec, int orientation);
// The picture as seen; the same handle for orientation 1. Errors: no memory.
Result<Image> orient_image(const Image& image, int orientation, BufferPool& pool);

}  // namespace lightbench::codecs
