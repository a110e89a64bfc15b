#include "tests/operators/conformance.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <optional>

#include "engine/cpu/kernel_runner.h"
#include "engine/graph/pipeline_file.h"
#include "engine/simd/isa.h"
#include "tests/operators/conformance_case.h"
#include "tests/operators/sample_pictures.h"

namespace lightbench::testing {
namespace {

constexpr int kStripSides[] = {16, 64, 257, 1024};
constexpr int kThreads[] = {1, 3, 8};

struct Prepared : PreparedCase {
  Kernel kernel;
};

struct Run {
  int threads = 1;
  int strip_side = 0;
  Rect region = {};
};

// Other values that a parameter may have, the likeliest to show in the picture first.
std::vector<ParamValue> other_values(const ParamSpec& spec, const ParamValue& now) {
  std::vector<ParamValue> candidates;
  switch (spec.type) {
    case ParamType::kNumber: {
      const double middle = (spec.soft_minimum + spec.soft_maximum) / 2;
      const double current = std::get<double>(now);
      for (double value : {middle, spec.soft_maximum, spec.soft_minimum, current + spec.step, current - spec.step}) {
        candidates.push_back(value);
      }
      break;
    }
    case ParamType::kInteger: {
      const int64_t current = std::get<int64_t>(now);
      for (int64_t value : {current + 1, current + 2, current - 1, static_cast<int64_t>(spec.soft_minimum),
                            static_cast<int64_t>(std::min(spec.soft_maximum, 64.0))}) {
        candidates.push_back(value);
      }
      break;
    }
    case ParamType::kBoolean: candidates.push_back(!std::get<bool>(now)); break;
    case ParamType::kChoice:
      for (const std::string& choice : spec.choices) candidates.push_back(choice);
      break;
    case ParamType::kText:
    case ParamType::kPath: candidates.push_back(std::get<std::string>(now) + "other"); break;
    case ParamType::kCurve: candidates.push_back(NumberTable{3, 2, {0, 0.1, 0.4, 0.7, 1, 1}}); break;
    case ParamType::kMatrix:
    case ParamType::kKernel: {
      NumberTable table = std::get<NumberTable>(now);
      table.values.front() += 0.25;
      candidates.push_back(table);
      break;
    }
  }
  std::erase_if(candidates, [&](const ParamValue& value) {
    const Result<ParamValue> checked = checked_value(spec, value);
    return !checked || *checked == now;
  });
  return candidates;
}

class Conformance {
 public:
  Conformance(const OperatorDef& def, const ConformanceRow& row, const OperatorRegistry& registry)
      : def_(def), row_(row), registry_(registry) {
    for (int threads : kThreads) pools_.push_back(std::make_unique<WorkerPool>(threads));
  }

  std::vector<Failure> run() {
    check_docs();
    check_reference();
    check_bits();
    check_isa();
    check_region();
    check_parameters();
    check_round_trip();
    check_identity();
    check_cancel();
    check_not_finite();
    return std::move(failures_);
  }

 private:
  void fail(const std::string& check, const std::string& text) { failures_.push_back({check, def_.id + " " + text}); }

  std::string describe_case(const Case& item, const Run& run) const {
    return testing::describe_case(item) + ", strip " +
           (run.strip_side > 0 ? std::to_string(run.strip_side) : "by itself") + ", " + std::to_string(run.threads) +
           (run.threads == 1 ? " thread" : " threads");
  }

  Node node_with(const ParamMap& params) const { return testing::node_with(def_, params); }

  // Errors are those of the operator: a size or channels that it refuses.
  Result<Prepared> prepare(const Case& item) {
    Result<PreparedCase> prepared = prepare_case(def_, item, buffers_);
    if (!prepared) return prepared.error();
    Result<Kernel> kernel = def_.prepare(prepared->args());
    if (!kernel) return kernel.error();
    return Prepared{std::move(*prepared), std::move(*kernel)};
  }

  Result<std::vector<Image>> compute(const Prepared& prepared, const Run& run, NodeValues& values) {
    std::vector<Image> images = marked_outputs(prepared, buffers_);
    const size_t pool =
        static_cast<size_t>(std::find(std::begin(kThreads), std::end(kThreads), run.threads) - kThreads);
    const Status status = run_kernel({prepared.kernel, prepared.inputs, images, values, *pools_[pool], buffers_,
                                      CancelToken(), [](double) {}, run.region, run.strip_side});
    if (!status) return status.error();
    return images;
  }

  // Calls `visit(case)` until it returns false.
  template <typename Visit>
  void for_each_case(const std::vector<Size>& sizes, Visit visit) {
    for (const ParamMap& params : row_.params) {
      for (const std::vector<int>& channels : row_.channels) {
        for (const Size& size : sizes) {
          if (!visit(Case{&params, &channels, size})) return;
        }
      }
    }
  }

  void check_docs() {
    const auto need = [&](bool present, const std::string& what) {
      if (!present) fail("docs", "lacks " + what);
    };
    need(!def_.label.empty(), "a label");
    need(!def_.summary.empty(), "a summary");
    need(!def_.formula.empty(), "a formula");
    need(!def_.shapes.empty(), "shapes");
    need(!def_.source.empty(), "a source");
    need(!def_.search_words.empty(), "search words");
    if (def_.footprint == Footprint::kWindow) need(!def_.border.empty(), "its border rule");
    if (def_.footprint == Footprint::kPointwise) need(def_.border.empty(), "an empty border rule, being pointwise");
    for (const ParamSpec& spec : def_.params) {
      need(!spec.label.empty() && !spec.doc.empty(), "label or text of parameter " + spec.id);
      if (spec.type != ParamType::kNumber && spec.type != ParamType::kInteger) continue;
      need(spec.minimum <= spec.soft_minimum && spec.soft_minimum < spec.soft_maximum &&
               spec.soft_maximum <= spec.maximum,
           "a soft range inside the hard range of parameter " + spec.id);
    }
    if (def_.inputs.size() > 1) {
      for (const PortSpec& port : def_.inputs) need(!port.doc.empty(), "a text for port " + port.id);
    }
  }

  bool agrees(const Case& item, int& ran) {
    Result<Prepared> prepared = prepare(item);
    if (!prepared) return true;  // refused, as it may be for this size; some case must run
    ++ran;
    NodeValues actual_values;
    NodeValues expected_values;
    const Run run;
    Result<std::vector<Image>> actual = compute(*prepared, run, actual_values);
    if (!actual) {
      fail("reference", describe_case(item, run) + ": " + actual.error().message());
      return false;
    }
    const Result<std::vector<FloatPicture>> referred = reference_of(def_, *prepared, expected_values);
    if (!referred) {
      fail("reference", "the reference fails: " + referred.error().message());
      return false;
    }
    const std::vector<FloatPicture>& expected = *referred;
    const double tolerance = row_.tolerance + (item.precision == SampleFormat::kU8 ? row_.byte_tolerance : 0);
    for (size_t port = 0; port < expected.size(); ++port) {
      if (const auto text = difference((*actual)[port], expected[port], tolerance, row_.outliers)) {
        fail("reference", describe_case(item, run) + ", output " + std::to_string(port) + ", " + *text);
        return false;
      }
    }
    std::string problem;
    if (valid_values(actual_values, expected_values, row_.tolerance, problem)) return true;
    fail("reference", describe_case(item, run) + ", " + problem);
    return false;
  }

  void check_reference() {
    if (!def_.reference) return fail("reference", "has no reference");
    int ran = 0;
    for_each_case(row_.sizes, [&](Case item) {
      for (SampleFormat format : kConformanceFormats) {
        for (SampleFormat precision : {SampleFormat::kF32, format}) {
          item.input_format = format;
          item.precision = precision;
          if (!agrees(item, ran)) return false;
          if (format == SampleFormat::kF32) break;
        }
      }
      if (!row_.proxy) return true;
      item.input_format = item.precision = SampleFormat::kF32;
      item.level = 2;
      return agrees(item, ran);
    });
    if (ran == 0) fail("reference", "refuses every case of its row");
  }

  void check_bits() {
    for_each_case({{127, 129}}, [&](Case item) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
        item.input_format = item.precision = format;
        Result<Prepared> prepared = prepare(item);
        if (!prepared) continue;
        NodeValues values;
        const Result<std::vector<Image>> expected = compute(*prepared, Run{}, values);
        if (!expected) continue;  // reported by the reference check
        for (int threads : kThreads) {
          for (int strip_side : kStripSides) {
            const Run run{threads, strip_side};
            NodeValues other_values;
            const Result<std::vector<Image>> actual = compute(*prepared, run, other_values);
            if (!actual) return fail("bits", describe_case(item, run) + ": " + actual.error().message()), false;
            for (size_t port = 0; port < expected->size(); ++port) {
              const auto text = bit_difference((*actual)[port], (*expected)[port], (*expected)[port].spec().bounds());
              if (text) return fail("bits", describe_case(item, run) + ", " + *text), false;
            }
            if (values != other_values) return fail("bits", describe_case(item, run) + ": other values"), false;
          }
        }
      }
      return true;
    });
  }

  void check_isa() {
    for_each_case({{127, 69}}, [&](Case item) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
        item.input_format = format;
        if (!same_on_every_isa(item)) return false;
      }
      return true;
    });
    use_best_isa();
  }

  // Prepares anew for each instruction set, since a kernel keeps the one it was made for.
  bool same_on_every_isa(const Case& item) {
    use_best_isa();
    NodeValues values;
    Result<Prepared> best = prepare(item);
    if (!best) return true;
    const Result<std::vector<Image>> expected = compute(*best, Run{}, values);
    if (!expected) return true;  // reported by the reference check
    for (Isa isa : supported_isas()) {
      LB_CHECK(use_isa(isa).ok());
      Result<Prepared> prepared = prepare(item);
      NodeValues other_values;
      const Result<std::vector<Image>> actual = compute(*prepared, Run{}, other_values);
      const std::string where = std::string(name_of(isa)) + ", " + describe_case(item, Run{}) + ", ";
      if (!actual) return fail("isa", where + actual.error().message()), false;
      for (size_t port = 0; port < expected->size(); ++port) {
        const Image& wanted = (*expected)[port];
        const auto text = def_.result == ResultFormat::kAsInput
                              ? bit_difference((*actual)[port], wanted, wanted.spec().bounds())
                              : difference((*actual)[port], float_picture(wanted), 1e-5, row_.outliers);
        if (text) return fail("isa", where + *text), false;
      }
      std::string problem;
      if (!valid_values(other_values, values, 1e-5, problem)) return fail("isa", where + problem), false;
    }
    return true;
  }

  void check_region() {
    for_each_case({{127, 129}}, [&](Case item) {
      Result<Prepared> prepared = prepare(item);
      if (!prepared || std::holds_alternative<std::unique_ptr<ImageKernel>>(prepared->kernel)) return true;
      NodeValues values;
      const Result<std::vector<Image>> whole = compute(*prepared, Run{}, values);
      const Run run{3, 64, {41, 13, 67, 90}};
      const Result<std::vector<Image>> part = compute(*prepared, run, values);
      if (!whole || !part) return true;  // reported by the reference check
      const std::vector<Image> untouched = marked_outputs(*prepared, buffers_);
      for (size_t port = 0; port < part->size(); ++port) {
        const Rect bounds = (*part)[port].spec().bounds();
        const std::string where = "region of 67 × 90 at (41, 13), " + describe_case(item, run) + ", ";
        if (const auto text = bit_difference((*part)[port], (*whole)[port], run.region)) {
          return fail("region", where + *text), false;
        }
        for (const Rect& around : {Rect{0, 0, bounds.width, 13}, Rect{0, 103, bounds.width, bounds.height - 103},
                                   Rect{0, 13, 41, 90}, Rect{108, 13, bounds.width - 108, 90}}) {
          if (const auto text = bit_difference((*part)[port], untouched[port], around)) {
            return fail("region", where + "written outside: " + *text), false;
          }
        }
      }
      return true;
    });
  }

  Hash128 key_of(const Params& params) const {
    Hasher hasher;
    params.add_to(hasher);
    return hasher.finish();
  }

  ParamValue value_in(const ParamMap& params, const ParamSpec& spec) const {
    const auto set = params.find(spec.id);
    return checked_value(spec, set == params.end() ? spec.default_value : set->second).value();
  }

  // True when `changed` gives another picture or other values than `base` for some channels of the row.
  bool shows(const ParamMap& base, const ParamMap& changed) {
    for (const std::vector<int>& channels : row_.channels) {
      Result<Prepared> before = prepare({&base, &channels, {61, 47}});
      Result<Prepared> after = prepare({&changed, &channels, {61, 47}});
      if (!before || !after) continue;
      NodeValues values_before, values_after;
      const Result<std::vector<Image>> old_images = compute(*before, Run{}, values_before);
      const Result<std::vector<Image>> new_images = compute(*after, Run{}, values_after);
      if (!old_images || !new_images) continue;
      if (values_before != values_after) return true;
      for (size_t port = 0; port < old_images->size(); ++port) {
        const ImageSpec& spec = (*old_images)[port].spec();
        if (spec != (*new_images)[port].spec()) return true;
        if (bit_difference((*new_images)[port], (*old_images)[port], spec.bounds())) return true;
      }
    }
    return false;
  }

  void check_parameters() {
    for (const ParamSpec& spec : def_.params) {
      const bool quiet =
          std::find(row_.quiet_params.begin(), row_.quiet_params.end(), spec.id) != row_.quiet_params.end();
      bool varied = false;
      bool shown = quiet;
      for (const ParamMap& base : row_.params) {
        const Result<Params> before = Params::resolve(def_, node_with(base), 0, "");
        if (!before) continue;  // reported by the reference check
        for (const ParamValue& value : other_values(spec, value_in(base, spec))) {
          ParamMap changed = base;
          changed[spec.id] = value;
          const Result<Params> after = Params::resolve(def_, node_with(changed), 0, "");
          if (!after) continue;  // two parameters that do not go together
          varied = true;
          if (key_of(*before) == key_of(*after)) fail("parameters", spec.id + " does not change the key");
          shown = shown || shows(base, changed);
          if (shown) break;
        }
        if (shown && varied) break;
      }
      if (!varied) fail("parameters", spec.id + " has no second value");
      if (varied && !shown) fail("parameters", spec.id + " does not change the picture in any set of the row");
    }
  }

  void check_round_trip() {
    for (const ParamMap& base : row_.params) {
      ParamMap full = base;
      for (const ParamSpec& spec : def_.params) full.emplace(spec.id, spec.default_value);
      Graph graph;
      graph.nodes = {node_with(full)};
      const Result<LoadedPipeline> loaded = parse_pipeline(serialize_pipeline(graph), "round trip", registry_);
      if (!loaded) {
        fail("round trip", text_of(full) + ": " + loaded.error().message());
        return;
      }
      const Result<Params> before = Params::resolve(def_, graph.nodes[0], 0, "");
      const Result<Params> after = Params::resolve(def_, loaded->graph.nodes.at(0), 0, "");
      if (before && (!after || key_of(*before) != key_of(*after))) {
        fail("round trip", text_of(full) + " comes back as " + text_of(loaded->graph.nodes[0].params));
      }
    }
  }

  void check_identity() {
    if (!def_.is_identity) return;
    std::vector<ParamMap> sets = row_.params;
    for (const ParamMap& base : row_.params) {
      for (const ParamSpec& spec : def_.params) {
        for (const ParamValue& value : other_values(spec, value_in(base, spec))) {
          sets.push_back(base);
          sets.back()[spec.id] = value;
        }
      }
    }
    for (const ParamMap& params : sets) {
      const Result<Params> resolved = Params::resolve(def_, node_with(params), 0, "");
      if (!resolved || !def_.is_identity(*resolved)) continue;
      for (const std::vector<int>& channels : row_.channels) {
        const Case item{&params, &channels, {61, 47}};
        Result<Prepared> prepared = prepare(item);
        if (!prepared) continue;
        NodeValues values;
        const Result<std::vector<Image>> actual = compute(*prepared, Run{}, values);
        if (!actual) continue;
        const bool same_shape = (*actual)[0].spec() == prepared->inputs[0].spec();
        const auto text = same_shape ? difference((*actual)[0], float_picture(prepared->inputs[0]), row_.tolerance)
                                     : std::optional<std::string>("another size or format");
        if (text) return fail("identity", describe_case(item, Run{}) + ", " + *text);
      }
    }
  }

  void check_cancel() {
    for_each_case({{127, 129}}, [&](const Case& item) {
      Result<Prepared> prepared = prepare(item);
      if (!prepared) return true;
      std::vector<Image> images = marked_outputs(*prepared, buffers_);
      NodeValues values;
      CancelToken token;
      token.cancel();
      Status status;
      // Image kernels look at the token themselves, so they are asked without the runner that looks first.
      if (const auto* kernel = std::get_if<std::unique_ptr<ImageKernel>>(&prepared->kernel)) {
        ImageArgs args{prepared->inputs, images, values, *pools_[1], buffers_, token, [](double) {}};
        status = (*kernel)->run(args);
      } else {
        status = run_kernel({prepared->kernel, prepared->inputs, images, values, *pools_[1], buffers_, token});
      }
      if (!status && status.error().kind == ErrorKind::kCancelled) return true;
      fail("cancel", describe_case(item, Run{3}) + ": goes on with a raised token");
      return false;
    });
  }

  void check_not_finite() {
    for_each_case({{61, 47}}, [&](Case item) {
      item.not_finite = true;
      Result<Prepared> prepared = prepare(item);
      if (!prepared) return true;
      NodeValues values;
      const Run run{3, 16};
      const Result<std::vector<Image>> images = compute(*prepared, run, values);
      // An error is an answer too, but it has to be one that says something.
      if (!images && images.error().message().empty()) {
        return fail("not finite", describe_case(item, run) + ": an error without words"), false;
      }
      return true;
    });
  }

  const OperatorDef& def_;
  const ConformanceRow& row_;
  const OperatorRegistry& registry_;
  std::vector<std::unique_ptr<WorkerPool>> pools_;  // as kThreads
  BufferPool buffers_;
  std::vector<Failure> failures_;
};

}  // namespace

std::vector<Failure> check_conformance(const OperatorDef& def, const ConformanceRow& row,
                                       const OperatorRegistry& registry) {
  return Conformance(def, row, registry).run();
}

}  // namespace lightbench::testing
