// Writing what an `output` node shows: the conversion to the file's depth and the file itself.
//
// The planner passes a sink's picture on unchanged, so nothing is written while somebody only looks at it; whoever
// runs the pipeline for its files calls write_output() with the finished picture.
#pragma once

#include "engine/graph/operator_def.h"
#include "engine/image/image.h"

namespace lightbench {

// What write_output() would store of a picture: `format` is the file's, and jpeg has no alpha.
// Errors (kInvalid): no path, unknown extension, a depth that the file format cannot hold.
Result<ImageSpec> planned_output(const ImageSpec& spec, const Params& params);

// Rounds to planned_output()'s format and replaces the file. Errors: those above, no memory, unwritable path (kFailed).
Status write_output(const Image& image, const Params& params, BufferPool& pool);

}  // namespace lightbench
