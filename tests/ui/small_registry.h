// A handful of node types for tests that need ports and parameters but no pixels.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench::testing {

inline OperatorDef small_operator(const char* id, const char* label, Footprint footprint = Footprint::kPointwise) {
  OperatorDef def;
  def.id = id;
  def.label = label;
  def.footprint = footprint;
  def.summary = "for tests";
  def.formula = "none";
  def.shapes = "any";
  return def;
}

inline OperatorRegistry small_registry() {
  OperatorRegistry registry;
  OperatorDef input = small_operator("input", "Input", Footprint::kSource);
  input.category = Category::kInOut;
  input.inputs.clear();
  input.params = {path_param("path", "Picture", "Pictures (*.png)", false, "what to read")};
  registry.add(input);
  OperatorDef output = small_operator("output", "Output", Footprint::kSink);
  output.category = Category::kInOut;
  output.params = {path_param("path", "File", "Pictures (*.png)", true, "what to write")};
  registry.add(output);
  OperatorDef blur = small_operator("blur", "Soft blur");
  blur.params = {number_param("sigma", "Sigma", 1, 0, 100, 0, 10, 0.1, "px", "width")};
  registry.add(blur);
  OperatorDef blend = small_operator("blend", "Blend");
  blend.inputs = {{"a", "a"}, {"b", "b"}, {"mask", "mask", PortType::kMask, false}};
  registry.add(blend);
  OperatorDef classify = small_operator("classify", "Classify");
  classify.outputs = {{"classes", "classes", PortType::kClasses}};
  registry.add(classify);
  return registry;
}

}  // namespace lightbench::testing
