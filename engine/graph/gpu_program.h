// How an operator computes on a graphics card: which shaders run over which pictures with which parameters.
//
// Plain data, without a word of any graphics interface: engine/operators writes it, engine/vulkan runs it. A shader is
// named after its source: `formulas/<name>.glsl` (pixel by pixel) or `windows/<name>.glsl` (a few pixels around),
// functions that can be joined with others, or `operators/<name>.comp` (everything else, one pass each). A program is a
// list of passes that run one after the other; what lies between them stays on the card in scratch pictures or tables.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "engine/graph/value.h"
#include "engine/image/image.h"

namespace lightbench {

// One word of a shader's parameter block. Names, types and order are those of its struct in the shader, which
// tests/operators/test_shaders.cpp compares.
struct GpuParameter {
  std::string name;
  std::variant<float, int32_t, uint32_t> value;
  bool operator==(const GpuParameter&) const = default;
};

// A picture that a pass reads or writes.
struct GpuOperand {
  enum class Kind { kNone, kInput, kOutput, kScratch };
  Kind kind = Kind::kNone;
  int index = 0;  // port, or place in GpuProgram::scratch
  bool operator==(const GpuOperand&) const = default;
};
constexpr GpuOperand gpu_input(int port = 0) { return {GpuOperand::Kind::kInput, port}; }
constexpr GpuOperand gpu_output(int port = 0) { return {GpuOperand::Kind::kOutput, port}; }
constexpr GpuOperand gpu_scratch(int index = 0) { return {GpuOperand::Kind::kScratch, index}; }

constexpr int kMaxGpuOperands = 6;

// One invocation makes this many neighbouring pixels of a row, unless the shader says otherwise: samples of 8 bits then
// fill a word, which no other invocation writes.
constexpr int kGpuPixelsPerInvocation = 4;

struct GpuPass {
  std::string shader;
  std::string source;  // GLSL of a shader that is not part of the program, which `shader` then names by its content
  // What the shader calls operand 0, 1, …: first what is read, then what is written. An open port is kNone.
  std::vector<GpuOperand> reads;
  std::vector<GpuOperand> writes;
  std::vector<GpuParameter> parameters;
  std::vector<float> table;  // further numbers, as long as they need be
  // Invocations along x, y and z.
  int columns = 0;
  int rows = 0;
  int layers = 1;
  double work = 1;  // operations of an invocation, roughly: how finely a long pass is cut
};

struct GpuProgram {
  std::vector<ImageSpec> scratch;
  std::vector<GpuPass> passes;
  // Scratch that comes back to the host after the last pass, and what its values are. Empty where a program reports
  // nothing.
  int report_scratch = -1;
  std::function<NodeValues(const Image& report)> report;

  double work() const;  // operations of all passes, roughly
};

// A pass over every pixel of `spec`, four pixels an invocation; `layers` 1 where an invocation makes all channels,
// spec.channels where it makes one.
GpuPass gpu_pass(std::string shader, const ImageSpec& spec, int layers, std::vector<GpuOperand> reads,
                 std::vector<GpuOperand> writes, std::vector<GpuParameter> parameters = {});

// A pass of whole groups of invocations, that many along x, y and z; what each does is the shader's business.
constexpr int kGpuGroupColumns = 16, kGpuGroupRows = 8;  // lightbench.glsl
GpuPass gpu_group_pass(std::string shader, int columns, int rows, int layers, std::vector<GpuOperand> reads,
                       std::vector<GpuOperand> writes, std::vector<GpuParameter> parameters = {});

// Scratch that holds words instead of samples, row by row.
ImageSpec gpu_words(int columns, int rows);

// The program of a formula: one pass that reads all inputs and writes the only output.
GpuProgram gpu_formula(std::string name, const ImageSpec& output, int inputs, std::vector<GpuParameter> parameters = {},
                       std::vector<float> table = {});

}  // namespace lightbench
