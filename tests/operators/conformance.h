// What every operator must keep, checked against its own scalar reference: one row a operator, the rest is automatic.
//
//  docs         summary, formula, shapes, source, border, search words, a text and a soft range for each parameter
//  reference    the kernel agrees with the reference over formats, channels, odd sizes and proxy levels
//  bits         the same bits whatever the tile size and the number of threads
//  isa          every instruction set gives the bits of the best for exact operators, 1e-5 for floats
//  region       a part computed alone has the bits of the whole, and nothing around it is written
//  parameters   each parameter changes the key and, unless the row excuses it, the picture
//  round trip   parameters survive the pipeline file
//  identity     where is_identity says so, the kernel gives its input back
//  cancel       a raised token ends the kernel with kCancelled
//  not finite   NaN and infinities neither crash nor hang
//
// Each check stops at its first failure, which names operator, parameters, size, format, tile and the first bad pixel.
// tests/operators/test_harness.cpp breaks an operator on purpose for each of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench::testing {

using ParamMap = std::map<std::string, ParamValue>;

struct ConformanceRow {
  std::string id;
  std::vector<ParamMap> params = {{}};                            // each set is checked; {} stands for the defaults
  std::vector<std::vector<int>> channels = {{1}, {2}, {3}, {4}};  // of each input in port order, 0: open
  double tolerance = 1e-5;                                        // see sample_pictures.h
  double byte_tolerance = 0;  // added where the result is stored in 8 bits: the stated bound of an 8-bit path
  double outliers = 0;        // fraction of samples that may miss it, for operators with jumps
  // Parameters that change the key but not the picture, with the reason at the row.
  std::vector<std::string> quiet_params = {};
  // On the graphics card: the tolerance where `tolerance` is not what holds there, with the reason at the row.
  double gpu_tolerance = 0;
  bool proxy = true;  // compare at a proxy level too
  std::vector<Size> sizes = {{1, 1}, {7, 5}, {127, 129}, {1, 33}, {64, 1}, {1030, 3}};
};

struct Failure {
  std::string check;  // one of the words above
  std::string text;
};

// Empty when the operator conforms. `registry` must hold `def`.
std::vector<Failure> check_conformance(const OperatorDef& def, const ConformanceRow& row,
                                       const OperatorRegistry& registry);

}  // namespace lightbench::testing
