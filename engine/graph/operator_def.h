// What a node type is: ports, parameters, footprint, documentation, and how its pixels are made.
//
// One file of engine/operators makes one OperatorDef. `reference` is the plain scalar definition that every faster
// path is tested against; `prepare` makes the kernel that runs. Nothing here is mutable after registration.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/hash.h"
#include "engine/graph/gpu_program.h"
#include "engine/graph/graph.h"
#include "engine/graph/kernel.h"
#include "engine/graph/param_spec.h"

namespace lightbench {

enum class Category { kInOut, kTone, kFilter, kEdges, kGeometry, kCombine, kMeasure, kModel };
std::string_view name_of(Category category);

enum class PortType { kImage, kMask, kTensor, kNumber, kClasses };
std::string_view name_of(PortType type);
// Whether a link may lead from one type into the other. A mask is a picture of one channel: the two fit both ways, and
// whether the picture has one channel only the run can tell.
bool fits(PortType from, PortType to);

struct PortSpec {
  std::string id = {};
  std::string label = {};
  PortType type = PortType::kImage;
  bool required = true;  // inputs only
  std::string doc = {};
};

// How far an output pixel looks into the input; decides tiling, fusion and proxies.
enum class Footprint { kPointwise, kWindow, kResample, kGlobal, kSource, kSink };
std::string_view name_of(Footprint footprint);

// How a result is stored.
enum class ResultFormat {
  kPrecision,  // as the pipeline's precision says
  kAsInput,    // values are exactly those of the input (flip, median, threshold): its format under f32
  kOwn,        // infer() decides (sources, metrics)
};

class OperatorDef;

// A node's parameters with defaults filled in, checked, paths made absolute and pixel lengths scaled to the level.
class Params {
 public:
  // Errors name node and parameter.
  static Result<Params> resolve(const OperatorDef& def, const Node& node, int level, const std::string& base_folder);

  double number(std::string_view id) const { return std::get<double>(at(id)); }
  float real(std::string_view id) const { return static_cast<float>(number(id)); }
  int integer(std::string_view id) const { return static_cast<int>(std::get<int64_t>(at(id))); }
  bool boolean(std::string_view id) const { return std::get<bool>(at(id)); }
  const std::string& text(std::string_view id) const { return std::get<std::string>(at(id)); }  // choice, text, path
  const NumberTable& table(std::string_view id) const { return std::get<NumberTable>(at(id)); }
  void add_to(Hasher& hasher) const;

 private:
  const ParamValue& at(std::string_view id) const;
  std::vector<std::pair<std::string, ParamValue>> values_;
};

struct InferArgs {
  const Params& params;
  std::span<const std::optional<ImageSpec>> inputs;  // in port order; empty where open
  int level = 0;                                     // proxy level: sides are divided by 2^level
};

struct PrepareArgs {
  const Params& params;
  std::span<const std::optional<ImageSpec>> inputs;
  std::span<const ImageSpec> outputs;
  int level = 0;
};

struct ReferenceArgs {
  const Params& params;
  std::span<const FloatPicture* const> inputs;  // null where open
  std::span<FloatPicture> outputs;              // sized by infer()
  NodeValues& values;
  // What the first input was stored in, for operators that count pictures of 8 bits in whole numbers.
  SampleFormat stored = SampleFormat::kF32;
};

class OperatorDef {
 public:
  std::string id;
  std::string label;
  Category category = Category::kFilter;
  int version = 1;  // raise it when the same parameters give another picture
  std::vector<PortSpec> inputs{{"image", "image"}};
  std::vector<PortSpec> outputs{{"image", "image"}};
  std::vector<ParamSpec> params;
  Footprint footprint = Footprint::kPointwise;
  ResultFormat result = ResultFormat::kPrecision;

  // Documentation, one sentence or formula each.
  std::string summary;  // what it is for
  std::string formula;  // what it computes
  std::string shapes;   // channels, sizes and formats in and out, errors
  std::string border;   // border rule; empty for pointwise
  std::string source;   // paper or standard

  std::vector<std::string> search_words;  // what else people call it

  // Checks that span several parameters; may be empty.
  std::function<Status(const Params&)> check;
  // True when the output is bit for bit the first input; its key and picture are then passed on. May be empty.
  std::function<bool(const Params&)> is_identity;
  // Sizes and channels of the outputs; default: those of the first input. The format is set by the planner unless
  // result is kOwn. Errors: inputs that do not fit each other or the parameters.
  std::function<Result<std::vector<ImageSpec>>(const InferArgs&)> infer;
  // What the result depends on beside parameters and inputs (a file's size and time). May be empty.
  std::function<void(const Params&, Hasher&)> add_to_key;
  // Makes the kernel. Errors: unreadable files, unusable models.
  std::function<Result<Kernel>(const PrepareArgs&)> prepare;
  // What prepare() chooses among for these arguments and why, shown with the node's values. May be empty.
  std::function<NodeValues(const PrepareArgs&)> choices;
  // How it computes on a graphics card. Empty where it cannot; an Error tells why not with these arguments.
  std::function<Result<GpuProgram>(const PrepareArgs&)> gpu;
  // The scalar definition on f32 pictures. Empty only for files and models.
  std::function<Status(const ReferenceArgs&)> reference;

  const ParamSpec* find_param(std::string_view param) const;
  int input_index(std::string_view port) const;   // -1 when there is none
  int output_index(std::string_view port) const;  // -1 when there is none
  Result<std::vector<ImageSpec>> inferred(const InferArgs& args) const;
};

class OperatorRegistry {
 public:
  void add(OperatorDef def);  // a second definition of an id is a broken invariant
  const OperatorDef* find(std::string_view id) const;
  const std::vector<OperatorDef>& all() const { return definitions_; }  // in order of registration
  std::string closest(std::string_view id) const;                       // "did you mean"; empty when nothing is near

 private:
  std::vector<OperatorDef> definitions_;
};

// What is wrong with the parameters a node sets: unknown names, values their specs refuse.
std::vector<Error> param_problems(const OperatorDef& def, const Node& node);

// Everything that keeps the graph from running, as far as it can be told without reading pictures: unknown types,
// ports and parameters, values out of range, open required inputs, second links into a port, duplicate ids, cycles.
std::vector<Error> validate(const Graph& graph, const OperatorRegistry& registry);

}  // namespace lightbench
