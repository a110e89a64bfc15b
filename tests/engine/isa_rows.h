// Runs a whole test class once for each instruction set: called from its initTestCase_data(), init() and
// cleanupTestCase().
#pragma once

#include <QtTest>

#include "engine/simd/isa.h"

namespace lightbench::testing {

inline void add_isa_rows() {
  QTest::addColumn<int>("isa");
  for (Isa isa : supported_isas()) QTest::newRow(name_of(isa).data()) << static_cast<int>(isa);
}

inline void use_isa_of_row() {
  QFETCH_GLOBAL(int, isa);
  QVERIFY(use_isa(static_cast<Isa>(isa)).ok());
}

}  // namespace lightbench::testing
