// Operators broken on purpose, one for each promise: the conformance harness must catch every one of them, and must
// find nothing wrong with the same operator unbroken.
#include <QtTest>

#include <cmath>

#include "engine/image/convert.h"
#include "engine/simd/isa.h"
#include "tests/operators/conformance.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

enum class Fault {
  kNone,
  kStripStart,     // reads one pixel too far left in the first column of a strip
  kIgnoresParam,   // `gain` is not used
  kWrongBorder,    // replicates where the reference reflects
  kThreads,        // the last bits depend on the number of threads
  kNoDocs,         // an empty summary
  kNoParamDoc,     // a parameter without a text
  kTruncates,      // rounds down instead of to nearest
  kIgnoresCancel,  // computes on with a raised token
  kFalseIdentity,  // says that gain 2 changes nothing
  kNoReference,    // nothing to compare with
  kNothing,        // leaves the output as it was
  kLastChannel,    // forgets alpha
  kUnchangeable,   // a choice of one
  kIsa,            // another result without the widest instruction set
};

// gain · mean of the left and right neighbour, the alpha of 2 and 4 channels included.
class BrokenWindow final : public WindowKernel {
 public:
  BrokenWindow(Fault fault, const Params& params, int channels)
      : fault_(fault), gain_(fault == Fault::kIgnoresParam ? 1.0f : params.real("gain")), channels_(channels) {
    if (fault == Fault::kIsa && active_isa() != supported_isas().back()) gain_ *= 1.001f;
  }
  Size halo() const override { return {2, 0}; }
  Border border() const override { return fault_ == Fault::kWrongBorder ? Border::kReplicate : Border::kReflect101; }
  void run(const WindowArgs& args) const override {
    const int channels = fault_ == Fault::kLastChannel && channels_ > 1 ? channels_ - 1 : channels_;
    for (int c = 0; c < channels; ++c) {
      const InputRows& in = args.in[0][static_cast<size_t>(c)];
      const OutputRows& out = args.out[0][static_cast<size_t>(c)];
      for (int y = 0; y < args.rows; ++y) {
        const float* row = in.row(y);
        for (int x = 0; x < args.width; ++x) {
          const int left = fault_ == Fault::kStripStart && x == 0 ? x - 2 : x - 1;
          out.row(y)[x] = gain_ * 0.5f * (row[left] + row[x + 1]);
        }
      }
    }
  }

 private:
  Fault fault_;
  float gain_;
  int channels_;
};

// The same on whole pictures, with its own borders, formats and threads.
class BrokenImage final : public ImageKernel {
 public:
  BrokenImage(Fault fault, const Params& params) : fault_(fault), gain_(params.real("gain")) {}
  Status run(ImageArgs& args) const override {
    if (fault_ != Fault::kIgnoresCancel && args.cancel.cancelled()) return cancelled();
    if (fault_ == Fault::kNothing) return {};
    Image& out = args.outputs[0];
    const float nudge = fault_ == Fault::kThreads ? 1 + 1e-6f * static_cast<float>(args.workers.threads()) : 1.0f;
    std::vector<float> in_row(static_cast<size_t>(out.width())), out_row(static_cast<size_t>(out.width()));
    for (int c = 0; c < out.channels(); ++c) {
      for (int y = 0; y < out.height(); ++y) {
        load_row(args.inputs[0].format(), args.inputs[0].row_data(c, y), in_row.data(), in_row.size());
        for (int x = 0; x < out.width(); ++x) {
          const auto at = [&](int column) {
            return in_row[static_cast<size_t>(border_index(column, out.width(), Border::kReflect101))];
          };
          float value = nudge * gain_ * 0.5f * (at(x - 1) + at(x + 1));
          if (fault_ == Fault::kTruncates && out.format() == SampleFormat::kU8) {
            value = std::floor(std::clamp(value, 0.0f, 1.0f) * 255.0f) / 255.0f;
          }
          out_row[static_cast<size_t>(x)] = value;
        }
        store_row(out.format(), out_row.data(), out.writable_row_data(c, y), out_row.size());
      }
    }
    return {};
  }

 private:
  Fault fault_;
  float gain_;
};

bool is_image_fault(Fault fault) {
  return fault == Fault::kThreads || fault == Fault::kTruncates || fault == Fault::kIgnoresCancel ||
         fault == Fault::kNothing;
}

Status mean_reference(const ReferenceArgs& args) {
  const FloatPicture& in = *args.inputs[0];
  const double gain = args.params.number("gain");
  for (int c = 0; c < in.spec.channels; ++c) {
    for (int y = 0; y < in.spec.height; ++y) {
      for (int x = 0; x < in.spec.width; ++x) {
        const double sum =
            static_cast<double>(in.bordered(c, x - 1, y)) + static_cast<double>(in.bordered(c, x + 1, y));
        args.outputs[0].at(c, x, y) = static_cast<float>(gain * 0.5 * sum);
      }
    }
  }
  return {};
}

OperatorDef neighbours_operator(Fault fault, bool image_kernel) {
  OperatorDef def;
  def.id = "neighbours";
  def.label = "Neighbours";
  def.footprint = Footprint::kWindow;
  def.params = {number_param("gain", "Gain", 1, 0, 4, 0, 2, 0.1, "", "Factor of the mean.")};
  def.summary = fault == Fault::kNoDocs ? "" : "The mean of two neighbours.";
  def.formula = "gain·(left + right)/2";
  def.shapes = "Any picture.";
  def.border = "reflect101";
  def.source = "none";
  def.search_words = {"mean"};
  if (fault == Fault::kNoParamDoc) def.params[0].doc.clear();
  if (fault == Fault::kUnchangeable) def.params.push_back(choice_param("only", "Only", {"one"}, "A choice of one."));
  if (fault == Fault::kFalseIdentity) def.is_identity = [](const Params& params) { return params.number("gain") == 2; };
  def.prepare = [=](const PrepareArgs& args) -> Result<Kernel> {
    if (image_kernel) return Kernel(std::unique_ptr<ImageKernel>(std::make_unique<BrokenImage>(fault, args.params)));
    return Kernel(
        std::unique_ptr<WindowKernel>(std::make_unique<BrokenWindow>(fault, args.params, args.outputs[0].channels)));
  };
  if (fault != Fault::kNoReference) def.reference = mean_reference;
  return def;
}

std::vector<Failure> verdict(Fault fault, bool image_kernel) {
  OperatorRegistry registry;
  registry.add(neighbours_operator(fault, image_kernel));
  const ConformanceRow row{"neighbours", {{}, {{"gain", 1.5}}}};
  return check_conformance(*registry.find("neighbours"), row, registry);
}

}  // namespace

class TestHarness : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void the_unbroken_operator_conforms_data() {
    QTest::addColumn<bool>("image_kernel");
    QTest::newRow("tile kernel") << false;
    QTest::newRow("image kernel") << true;
  }
  void the_unbroken_operator_conforms() {
    QFETCH(bool, image_kernel);
    const std::vector<Failure> failures = verdict(Fault::kNone, image_kernel);
    QVERIFY2(failures.empty(), failures.empty() ? "" : failures[0].text.c_str());
  }

  void a_broken_operator_is_caught_data() {
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("check");
    QTest::addColumn<QString>("words");
    const auto add = [](const char* name, Fault fault, const char* check, const char* words) {
      QTest::newRow(name) << static_cast<int>(fault) << check << words;
    };
    add("off by one where a strip starts", Fault::kStripStart, "bits", "pixel (16, 0)");
    add("ignores a parameter", Fault::kIgnoresParam, "parameters", "gain does not change the picture");
    add("wrong border", Fault::kWrongBorder, "reference", "pixel (0, 0)");
    add("depends on threads", Fault::kThreads, "bits", "3 threads");
    add("no summary", Fault::kNoDocs, "docs", "a summary");
    add("no text for a parameter", Fault::kNoParamDoc, "docs", "parameter gain");
    add("rounds down", Fault::kTruncates, "reference", "to u8");
    add("ignores cancellation", Fault::kIgnoresCancel, "cancel", "raised token");
    add("identity that is none", Fault::kFalseIdentity, "identity", "gain: 2");
    add("no reference", Fault::kNoReference, "reference", "has no reference");
    add("writes nothing", Fault::kNothing, "reference", "pixel (0, 0)");
    add("forgets the last channel", Fault::kLastChannel, "reference", "channel 1");
    if (supported_isas().size() > 1) {
      add("depends on the instruction set", Fault::kIsa, "isa", name_of(supported_isas().front()).data());
    }
    add("a parameter without a second value", Fault::kUnchangeable, "parameters", "only has no second value");
  }
  void a_broken_operator_is_caught() {
    QFETCH(int, fault);
    QFETCH(QString, check);
    QFETCH(QString, words);
    const Fault kind = static_cast<Fault>(fault);
    QString all;
    for (const Failure& failure : verdict(kind, is_image_fault(kind))) {
      const QString text = QString::fromStdString(failure.text);
      if (QString::fromStdString(failure.check) == check && text.contains(words)) {
        QVERIFY2(text.startsWith("neighbours"), qPrintable(text));
        return;
      }
      all += "\n  " + QString::fromStdString(failure.check) + ": " + text;
    }
    QFAIL(qPrintable("not caught; failures:" + all));
  }

  void a_failure_says_all_that_is_needed() {
    for (const Failure& failure : verdict(Fault::kWrongBorder, false)) {
      if (failure.check != "reference") continue;
      const QString text = QString::fromStdString(failure.text);
      for (const char* word :
           {"neighbours", "×", "channels", "u8", "strip", "thread", "pixel", "expected", "actual", "tolerance"}) {
        QVERIFY2(text.contains(QString::fromUtf8(word)), qPrintable(text));
      }
      return;
    }
    QFAIL("no failure");
  }
};

QTEST_APPLESS_MAIN(TestHarness)
#include "test_harness.moc"
