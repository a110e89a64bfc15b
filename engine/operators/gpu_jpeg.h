// JPEG on the graphics card: the codec's arithmetic without its entropy coding.
#pragma once

#include "engine/graph/gpu_program.h"

namespace lightbench {

// From the picture to what decoding it gives after it was encoded at `quality` (1..100) as engine/image/codecs writes
// it; bit for bit what libjpeg-turbo makes of it.
GpuProgram gpu_jpeg(const ImageSpec& spec, int quality);

}  // namespace lightbench
