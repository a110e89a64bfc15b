// Every row of the conformance table whose operator has a program, on the Vulkan device that the test's environment
// names (lavapipe), with validation on: a message of it is a failure.
#include <QtTest>

#include "engine/operators/builtin.h"
#include "tests/operators/conformance_table.h"
#include "tests/operators/gpu_conformance.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestGpuConformance : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    const Result<std::vector<GpuDeviceInfo>> devices = list_gpu_devices();
    if (!devices) QSKIP(("no Vulkan here: " + devices.error().what).c_str());
    GpuOptions options;
    options.validate = true;
    Result<std::shared_ptr<GpuBackend>> whole = GpuBackend::open(options);
    QVERIFY2(whole.ok(), whole.ok() ? "" : whole.error().message().c_str());
    options.submit_budget_ns = 1;
    options.pretend_discrete = true;  // every transfer through staging memory as well
    Result<std::shared_ptr<GpuBackend>> cut = GpuBackend::open(options);
    QVERIFY2(cut.ok(), cut.ok() ? "" : cut.error().message().c_str());
    whole_ = *whole;
    cut_ = *cut;
  }

  void conforms_data() {
    QTest::addColumn<int>("index");
    const std::vector<ConformanceRow> table = conformance_table();
    std::map<std::string, int> seen;
    for (size_t i = 0; i < table.size(); ++i) {
      if (!registry_.find(table[i].id)->gpu) continue;
      QTest::addRow("%s %d", table[i].id.c_str(), ++seen[table[i].id]) << static_cast<int>(i);
    }
  }

  void conforms() {
    QFETCH(int, index);
    const ConformanceRow row = conformance_table()[static_cast<size_t>(index)];
    std::string report;
    for (const Failure& failure : check_gpu_conformance(*registry_.find(row.id), row, *whole_, *cut_)) {
      report += "\n  " + failure.check + ": " + failure.text;
    }
    QVERIFY2(report.empty(), report.c_str());
    no_messages();
  }

  void cleanupTestCase() {
    if (!whole_) return;
    no_messages();
    whole_.reset();
    cut_.reset();
  }

 private:
  void no_messages() {
    for (const std::shared_ptr<GpuBackend>& backend : {whole_, cut_}) {
      for (const std::string& message : backend->validation_messages()) QFAIL(message.c_str());
    }
  }

  OperatorRegistry registry_;
  std::shared_ptr<GpuBackend> whole_;
  std::shared_ptr<GpuBackend> cut_;
};

QTEST_APPLESS_MAIN(TestGpuConformance)
#include "test_gpu_conformance.moc"
