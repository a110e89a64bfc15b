// Every row of the conformance table on the processor.
#include <QtTest>

#include "engine/operators/builtin.h"
#include "tests/operators/conformance_table.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestConformance : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { register_builtin(registry_); }

  void every_operator_has_a_row() {
    const std::vector<ConformanceRow> table = conformance_table();
    for (const OperatorDef& def : registry_.all()) {
      if (!def.reference) continue;  // files and models
      const bool found =
          std::any_of(table.begin(), table.end(), [&](const ConformanceRow& row) { return row.id == def.id; });
      QVERIFY2(found, ("no conformance row for " + def.id).c_str());
    }
  }

  void conforms_data() {
    QTest::addColumn<int>("index");
    const std::vector<ConformanceRow> table = conformance_table();
    std::map<std::string, int> seen;
    for (size_t i = 0; i < table.size(); ++i) {
      QTest::addRow("%s %d", table[i].id.c_str(), ++seen[table[i].id]) << static_cast<int>(i);
    }
  }

  void conforms() {
    QFETCH(int, index);
    const ConformanceRow row = conformance_table()[static_cast<size_t>(index)];
    const OperatorDef* def = registry_.find(row.id);
    QVERIFY2(def, "no such operator");
    std::string report;
    for (const Failure& failure : check_conformance(*def, row, registry_)) {
      report += "\n  " + failure.check + ": " + failure.text;
    }
    QVERIFY2(report.empty(), report.c_str());
  }

 private:
  OperatorRegistry registry_;
};

QTEST_APPLESS_MAIN(TestConformance)
#include "test_conformance.moc"
