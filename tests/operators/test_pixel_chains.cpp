// Light formulas of one island run with the samples in registers: that they do, and with the bits of one by one.
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "engine/cpu/island.h"
#include "engine/graph/pixel_form.h"
#include "tests/engine/isa_rows.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

// A kernel that counts the pixels of run(); its stage does not pass through here.
class Watched final : public RowKernel, public PixelForm {
 public:
  Watched(std::unique_ptr<RowKernel> kernel, std::atomic<int64_t>& counted)
      : kernel_(std::move(kernel)), counted_(counted) {}
  bool per_sample() const override { return kernel_->per_sample(); }
  void run(const RowArgs& args) const override {
    counted_ += args.count;
    kernel_->run(args);
  }
  PixelStage stage() const override { return dynamic_cast<const PixelForm&>(*kernel_).stage(); }

 private:
  std::unique_ptr<RowKernel> kernel_;
  std::atomic<int64_t>& counted_;
};

struct Light {
  const char* type;
  ParamMap params;
};

const std::vector<Light>& light_nodes() {
  static const NumberTable mix{3, 4, {1.3, -0.4, 0.1, 0.03, 0.25, 0.5, 0.25, -0.02, -2, 1.5, 1.5, 0}};
  static const std::vector<Light> nodes = {{"exposure", {{"stops", 0.3}}},
                                           {"brightness_contrast", {{"brightness", 0.05}, {"contrast", 0.2}}},
                                           {"color_matrix", {{"matrix", mix}}},
                                           {"saturation", {{"amount", 1.4}}},
                                           {"levels", {{"in_black", 0.05}, {"in_white", 0.9}}},
                                           {"hue_rotate", {{"degrees", 70.0}}},
                                           {"clamp", {{"low", 0.1}, {"high", 0.8}}},
                                           {"invert", {}}};
  return nodes;
}

class Bench : public OperatorBench {
 public:
  // Every node of `nodes` behind the other in one island. Counts the pixels that went through run() in `counted`.
  Result<Image> run_chain(const std::vector<Light>& nodes, const Image& in, Image out, std::vector<double>* shares,
                          Rect region = {}) {
    counted = 0;
    std::vector<Kernel> kernels;
    kernels.reserve(nodes.size());
    std::vector<IslandNode> island;
    ImageSpec spec = in.spec();
    for (size_t n = 0; n < nodes.size(); ++n) {
      Result<Kernel> kernel = make_kernel(nodes[n], spec);
      if (!kernel) return kernel.error();
      spec.format = n + 1 < nodes.size() ? SampleFormat::kF32 : out.format();
      kernels.push_back(*std::move(kernel));
      const bool first = n == 0;
      const bool last = n + 1 == nodes.size();
      island.push_back({nullptr, {{first ? -1 : static_cast<int>(n) - 1, 0, first ? 0 : -1}}, {spec}, {last ? 0 : -1}});
    }
    for (size_t n = 0; n < nodes.size(); ++n) island[n].kernel = &kernels[n];
    IslandRun run{island, std::span(&in, 1), std::span(&out, 1), workers, buffers, cancel};
    run.shares = shares;
    run.region = region;
    if (Status status = run_island(run); !status) return status.error();
    return out;
  }

  Image allocate(ImageSpec spec, SampleFormat format) {
    return Image::allocate(spec.with_format(format), buffers).value();
  }

  std::atomic<int64_t> counted{0};

 private:
  Result<Kernel> make_kernel(const Light& light, const ImageSpec& spec) {
    Node node;
    node.id = node.type = light.type;
    node.params = light.params;
    const OperatorDef* def = registry.find(light.type);
    Result<Params> params = Params::resolve(*def, node, 0, "");
    if (!params) return params.error();
    const std::optional<ImageSpec> input = spec;
    const ImageSpec output = spec.with_format(SampleFormat::kF32);
    Result<Kernel> kernel = def->prepare({*params, std::span(&input, 1), std::span(&output, 1), 0});
    if (!kernel) return kernel.error();
    auto& row = std::get<std::unique_ptr<RowKernel>>(*kernel);
    if (!dynamic_cast<PixelForm*>(row.get())) return failed(std::string(light.type) + " is no stage", "", "");
    return Kernel(std::unique_ptr<RowKernel>(std::make_unique<Watched>(std::move(row), counted)));
  }
};

bool same_bits(const Image& a, const Image& b) {
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      const size_t bytes = static_cast<size_t>(a.width()) * sample_bytes(a.format());
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), bytes) != 0) return false;
    }
  }
  return a.spec().size() == b.spec().size();
}

constexpr SampleFormat kFormats[] = {SampleFormat::kU8, SampleFormat::kU16, SampleFormat::kF16, SampleFormat::kF32};

}  // namespace

class TestPixelChains : public QObject {
  Q_OBJECT
  Bench bench_;

 private Q_SLOTS:
  void initTestCase_data() { add_isa_rows(); }
  void init() { use_isa_of_row(); }
  void cleanupTestCase() { use_best_isa(); }

  // With shares every row of so small a picture is timed, node by node: the bits must be the same without.
  void a_chain_in_registers_has_the_bits_of_its_nodes() {
    for (const int channels : {1, 2, 3, 4}) {
      std::vector<Light> nodes = light_nodes();
      if (channels < 3) {
        std::erase_if(nodes, [](const Light& each) { return std::string(each.type) == "color_matrix"; });
      }
      for (const SampleFormat from : kFormats) {
        for (const int width : {1, 15, 32, 33, 1003}) {
          const Image in = bench_.picture(width, 4, channels, from);
          for (const SampleFormat to : kFormats) {
            std::vector<double> shares;
            const Result<Image> alone = bench_.run_chain(nodes, in, bench_.allocate(in.spec(), to), &shares);
            QVERIFY2(alone.ok(), alone.ok() ? "" : alone.error().message().c_str());
            QCOMPARE(bench_.counted.load(), in.spec().pixels() * static_cast<int64_t>(nodes.size()));
            const Result<Image> together = bench_.run_chain(nodes, in, bench_.allocate(in.spec(), to), nullptr);
            QVERIFY(together.ok());
            QCOMPARE(bench_.counted.load(), int64_t{0});
            QVERIFY(same_bits(*alone, *together));
          }
        }
      }
    }
  }

  void every_light_node_alone_loads_and_stores_by_itself() {
    const Image in = bench_.picture(203, 12, 3, SampleFormat::kU16);
    for (const Light& node : light_nodes()) {
      std::vector<double> shares;
      const Image alone = bench_.run_chain({node}, in, bench_.allocate(in.spec(), SampleFormat::kU16), &shares).value();
      const Image pass = bench_.run_chain({node}, in, bench_.allocate(in.spec(), SampleFormat::kU16), nullptr).value();
      QCOMPARE(bench_.counted.load(), int64_t{0});
      QVERIFY2(same_bits(alone, pass), node.type);
    }
  }

  void a_part_of_a_picture_leaves_the_rest_as_it_is() {
    const Image in = bench_.picture(203, 77, 3, SampleFormat::kU8);
    const Image whole =
        bench_.run_chain(light_nodes(), in, bench_.allocate(in.spec(), SampleFormat::kU8), nullptr).value();
    const Image part = bench_.picture(203, 77, 3, SampleFormat::kU8, 2);
    const Image before = bench_.picture(203, 77, 3, SampleFormat::kU8, 2);
    const Rect region{13, 5, 101, 60};
    QVERIFY(bench_.run_chain(light_nodes(), in, part, nullptr, region).ok());
    for (int c = 0; c < 3; ++c) {
      for (int y = 0; y < 77; ++y) {
        for (int x = 0; x < 203; ++x) {
          const bool inside = x >= 13 && x < 114 && y >= 5 && y < 65;
          QCOMPARE(part.plane<uint8_t>(c).at(x, y), (inside ? whole : before).plane<uint8_t>(c).at(x, y));
        }
      }
    }
  }

  void a_chain_may_write_over_what_it_reads() {
    for (const SampleFormat format : kFormats) {
      const Image in = bench_.picture(1003, 20, 4, format);
      const Image expected = bench_.run_chain(light_nodes(), in, bench_.allocate(in.spec(), format), nullptr).value();
      QVERIFY(same_bits(bench_.run_chain(light_nodes(), in, in, nullptr).value(), expected));
    }
  }

  void what_is_not_a_number_or_out_of_range_is_stored_by_the_one_rule() {
    const float odd[] = {std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity(),
                         -std::numeric_limits<float>::infinity(),
                         -1e30f,
                         1e30f,
                         -0.0f,
                         0.5f / 255,
                         254.5f / 255,
                         3e9f};
    const Image in = bench_.make(67, 5, 3, SampleFormat::kF32, [&](int c, int x, int y) {
      return odd[static_cast<size_t>(x + c + y) % std::size(odd)];
    });
    const std::vector<Light> twice = {{"invert", {}}, {"invert", {}}};
    for (const SampleFormat to : {SampleFormat::kU8, SampleFormat::kU16}) {
      std::vector<double> shares;
      const Image alone = bench_.run_chain(twice, in, bench_.allocate(in.spec(), to), &shares).value();
      const Image pass = bench_.run_chain(twice, in, bench_.allocate(in.spec(), to), nullptr).value();
      QVERIFY(same_bits(alone, pass));
      const auto sample = [&](int x) {
        return to == SampleFormat::kU8 ? int{pass.plane<uint8_t>(0).at(x, 0)} : int{pass.plane<uint16_t>(0).at(x, 0)};
      };
      const int top = to == SampleFormat::kU8 ? 255 : 65535;
      const int expected[] = {0, top, 0, 0, top, 0};
      for (int x = 0; x < 6; ++x) QCOMPARE(sample(x), expected[x]);
      QCOMPARE(sample(8), top);
    }
  }

  void shares_are_measured_on_some_rows_only() {
    const Image in = bench_.picture(640, 1600, 3, SampleFormat::kU8);
    std::vector<double> shares;
    QVERIFY(bench_.run_chain(light_nodes(), in, bench_.allocate(in.spec(), SampleFormat::kU8), &shares).ok());
    const int64_t all = in.spec().pixels() * static_cast<int64_t>(light_nodes().size());
    QVERIFY(bench_.counted > 0 && bench_.counted < all / 4);
    double sum = 0;
    for (const double share : shares) {
      QVERIFY(share > 0);
      sum += share;
    }
    QVERIFY(std::abs(sum - 1) < 1e-9);
  }
};

QTEST_APPLESS_MAIN(TestPixelChains)
#include "test_pixel_chains.moc"
