// One way of running an operator in the conformance harness: parameters, channels, size, formats; and the pictures and
// the reference that go with it. Shared by the checks on the processor and on the graphics card.
#pragma once

#include <string>
#include <vector>

#include "engine/graph/operator_def.h"
#include "tests/operators/conformance.h"

namespace lightbench::testing {

constexpr SampleFormat kConformanceFormats[] = {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16,
                                                SampleFormat::kF32};

struct Case {
  const ParamMap* params;
  const std::vector<int>* channels;
  Size size;
  SampleFormat input_format = SampleFormat::kF32;
  SampleFormat precision = SampleFormat::kF32;
  int level = 0;
  bool not_finite = false;
};

struct PreparedCase {
  Params params;
  std::vector<Image> inputs;
  std::vector<std::optional<ImageSpec>> specs;  // of the inputs
  std::vector<ImageSpec> outputs;
  int level = 0;
  PrepareArgs args() const { return {params, specs, outputs, level}; }
};

Node node_with(const OperatorDef& def, const ParamMap& params);
// Errors are those of the operator: a size or channels that it refuses.
Result<PreparedCase> prepare_case(const OperatorDef& def, const Case& item, BufferPool& buffers);
// Outputs whose memory is marked, so that what is not written and what is written too much both show.
std::vector<Image> marked_outputs(const PreparedCase& prepared, BufferPool& buffers);
Result<std::vector<FloatPicture>> reference_of(const OperatorDef& def, const PreparedCase& prepared,
                                               NodeValues& values);

std::string text_of(const ParamMap& params);
std::string describe_case(const Case& item);
bool valid_values(const NodeValues& actual, const NodeValues& expected, double tolerance, std::string& problem);

}  // namespace lightbench::testing
