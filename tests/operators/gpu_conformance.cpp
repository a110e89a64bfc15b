#include "tests/operators/gpu_conformance.h"

#include <algorithm>

#include "tests/operators/conformance_case.h"
#include "tests/operators/sample_pictures.h"

namespace lightbench::testing {

Result<std::vector<Image>> compute_on_gpu(GpuBackend& backend, const PreparedCase& prepared, const GpuProgram& program,
                                          BufferPool& buffers, NodeValues& values) {
  std::vector<GpuTask> tasks;
  GpuTask work;
  work.program = &program;
  for (const Image& input : prepared.inputs) {
    work.inputs.emplace_back();
    if (!input) continue;
    GpuTask upload;
    upload.kind = GpuTask::Kind::kUpload;
    upload.host = input;
    upload.outputs = {backend.allocate(input.spec()).value()};
    work.inputs.back() = upload.outputs[0];
    tasks.push_back(std::move(upload));
  }
  std::vector<Image> images = marked_outputs(prepared, buffers);
  std::vector<GpuTask> downloads;
  for (const Image& image : images) {
    GpuTask download;
    download.kind = GpuTask::Kind::kDownload;
    download.host = image;
    download.inputs = {backend.allocate(image.spec()).value()};
    work.outputs.push_back(download.inputs[0]);
    downloads.push_back(std::move(download));
  }
  const size_t place = tasks.size();
  tasks.push_back(std::move(work));
  tasks.insert(tasks.end(), downloads.begin(), downloads.end());
  if (Status status = backend.run(tasks, CancelToken(), [](size_t, double) {}); !status) return status.error();
  values = tasks[place].values;
  return images;
}

namespace {

class GpuConformance {
 public:
  GpuConformance(const OperatorDef& def, const ConformanceRow& row) : def_(def), row_(row) {}

  std::vector<Failure> run(GpuBackend& whole, GpuBackend& cut) {
    check_reference(whole);
    check_bits(whole, cut);
    check_not_finite(whole);
    return std::move(failures_);
  }

 private:
  bool fail(const std::string& check, const Case& item, const std::string& text) {
    failures_.push_back({check, def_.id + " " + describe_case(item) + ": " + text});
    return false;
  }

  Result<std::vector<Image>> compute(GpuBackend& backend, const PreparedCase& prepared, const GpuProgram& program,
                                     NodeValues& values) {
    return compute_on_gpu(backend, prepared, program, buffers_, values);
  }

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

  bool agrees(GpuBackend& backend, const Case& item, int& ran) {
    const Result<PreparedCase> prepared = prepare_case(def_, item, buffers_);
    if (!prepared) return true;
    const Result<GpuProgram> program = def_.gpu(prepared->args());
    if (!program) return true;
    ++ran;
    NodeValues actual_values, expected_values;
    const Result<std::vector<Image>> actual = compute(backend, *prepared, *program, actual_values);
    if (!actual) return fail("vulkan", item, actual.error().message());
    const Result<std::vector<FloatPicture>> expected = reference_of(def_, *prepared, expected_values);
    if (!expected) return fail("vulkan", item, expected.error().message());
    double tolerance = std::max(row_.tolerance, row_.gpu_tolerance);
    if (item.precision == SampleFormat::kU8) tolerance += row_.byte_tolerance;
    for (size_t port = 0; port < expected->size(); ++port) {
      if (const auto text = difference((*actual)[port], (*expected)[port], tolerance, row_.outliers)) {
        return fail("vulkan", item, "output " + std::to_string(port) + ", " + *text);
      }
    }
    std::string problem;
    return valid_values(actual_values, expected_values, tolerance, problem) || fail("vulkan", item, problem);
  }

  void check_reference(GpuBackend& backend) {
    int ran = 0;
    for_each_case(row_.sizes, [&](Case item) {
      for (SampleFormat format : kConformanceFormats) {
        for (SampleFormat precision : {SampleFormat::kF32, format}) {
          item.input_format = format;
          item.precision = precision;
          if (!agrees(backend, item, ran)) return false;
          if (format == SampleFormat::kF32) break;
        }
      }
      if (!row_.proxy) return true;
      item.input_format = item.precision = SampleFormat::kF32;
      item.level = 2;
      return agrees(backend, item, ran);
    });
    if (ran == 0) failures_.push_back({"vulkan", def_.id + " refuses every case of its row"});
  }

  void check_bits(GpuBackend& whole, GpuBackend& cut) {
    for_each_case({{127, 129}}, [&](Case item) {
      for (SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
        item.input_format = item.precision = format;
        const Result<PreparedCase> prepared = prepare_case(def_, item, buffers_);
        if (!prepared) continue;
        const Result<GpuProgram> program = def_.gpu(prepared->args());
        if (!program) continue;
        NodeValues values, other_values;
        const Result<std::vector<Image>> expected = compute(whole, *prepared, *program, values);
        if (!expected) continue;  // reported by the reference check
        const Result<std::vector<Image>> actual = compute(cut, *prepared, *program, other_values);
        if (!actual) return fail("cut", item, actual.error().message());
        for (size_t port = 0; port < expected->size(); ++port) {
          const auto text = bit_difference((*actual)[port], (*expected)[port], (*expected)[port].spec().bounds());
          if (text) return fail("cut", item, *text);
        }
        if (values != other_values) return fail("cut", item, "other values");
      }
      return true;
    });
  }

  // They may give any picture, but they must end.
  void check_not_finite(GpuBackend& backend) {
    for_each_case({{61, 47}}, [&](Case item) {
      item.not_finite = true;
      const Result<PreparedCase> prepared = prepare_case(def_, item, buffers_);
      if (!prepared || prepared->inputs.empty()) return true;
      const Result<GpuProgram> program = def_.gpu(prepared->args());
      if (!program) return true;
      NodeValues values;
      const Result<std::vector<Image>> actual = compute(backend, *prepared, *program, values);
      return actual.ok() || fail("not finite", item, actual.error().message());
    });
  }

  const OperatorDef& def_;
  const ConformanceRow& row_;
  BufferPool buffers_;
  std::vector<Failure> failures_;
};

}  // namespace

std::vector<Failure> check_gpu_conformance(const OperatorDef& def, const ConformanceRow& row, GpuBackend& whole,
                                           GpuBackend& cut) {
  if (!def.gpu) return {};
  return GpuConformance(def, row).run(whole, cut);
}

}  // namespace lightbench::testing
