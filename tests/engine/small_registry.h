// A handful of node types without kernels: enough to test graphs, validation and files.
#pragma once

#include "engine/graph/operator_def.h"

namespace lightbench {

inline ParamSpec table_param(std::string id, ParamType type, NumberTable default_value, int rows = 0, int columns = 0) {
  ParamSpec spec;
  spec.id = std::move(id);
  spec.type = type;
  spec.default_value = std::move(default_value);
  spec.rows = rows;
  spec.columns = columns;
  return spec;
}

inline OperatorRegistry small_registry() {
  OperatorRegistry registry;
  OperatorDef input;
  input.id = "input";
  input.label = "Input";
  input.inputs = {};
  input.params = {path_param("path", "File", "", false, "")};
  registry.add(std::move(input));

  OperatorDef blur;
  blur.id = "gaussian_blur";
  blur.label = "Gaussian blur";
  blur.search_words = {"soften"};
  blur.params = {number_param("sigma", "Sigma", 1, 0, 1000, 0, 20, 0.1, "px", ""),
                 integer_param("passes", "Passes", 1, 1, 9, 1, 9, "", "")};
  blur.params[0].in_pixels = true;
  registry.add(std::move(blur));

  OperatorDef box;
  box.id = "box_blur";
  box.label = "Box blur";
  box.params = {integer_param("radius", "Radius", 1, 0, 500, 0, 50, "px", "")};
  box.params[0].in_pixels = true;
  registry.add(std::move(box));

  OperatorDef blend;
  blend.id = "blend";
  blend.label = "Blend";
  blend.inputs = {{"a", "a"}, {"b", "b"}, {"mask", "mask", PortType::kMask, false}};
  blend.params = {choice_param("mode", "Mode", {"normal", "multiply", "screen"}, ""),
                  number_param("opacity", "Opacity", 1, 0, 1, 0, 1, 0.01, "", ""),
                  boolean_param("clip", "Clip", false, "")};
  registry.add(std::move(blend));

  OperatorDef levels;
  levels.id = "levels";
  levels.label = "Levels";
  levels.params = {number_param("low", "Low", 0, 0, 1, 0, 1, 0.01, "", ""),
                   number_param("high", "High", 1, 0, 1, 0, 1, 0.01, "", "")};
  levels.check = [](const Params& params) -> Status {
    if (params.number("low") < params.number("high")) return {};
    return invalid("low is not below high", "", "lower low or raise high");
  };
  registry.add(std::move(levels));

  OperatorDef tables;
  tables.id = "tables";
  tables.label = "Tables";
  tables.params = {table_param("points", ParamType::kCurve, {2, 2, {0, 0, 1, 1}}),
                   table_param("matrix", ParamType::kMatrix, {2, 3, {1, 0, 0, 0, 1, 0}}, 2, 3),
                   table_param("kernel", ParamType::kKernel, {1, 1, {1}})};
  ParamSpec title;
  title.id = "title";
  title.type = ParamType::kText;
  title.default_value = std::string();
  tables.params.push_back(title);
  registry.add(std::move(tables));

  OperatorDef classifier;
  classifier.id = "classifier";
  classifier.label = "Classifier";
  classifier.outputs = {{"classes", "classes", PortType::kClasses}};
  registry.add(std::move(classifier));

  OperatorDef to_mask;
  to_mask.id = "to_mask";
  to_mask.label = "To mask";
  to_mask.outputs = {{"mask", "mask", PortType::kMask}};
  registry.add(std::move(to_mask));

  OperatorDef output;
  output.id = "output";
  output.label = "Output";
  output.outputs = {};
  output.params = {path_param("path", "File", "", true, "")};
  registry.add(std::move(output));
  return registry;
}

inline Node make_node(NodeId id, std::string type, std::map<std::string, ParamValue> params = {}) {
  Node node;
  node.id = std::move(id);
  node.type = std::move(type);
  node.params = std::move(params);
  return node;
}

inline Link make_link(const std::string& from, const std::string& to) {
  const auto port = [](const std::string& text) {
    const size_t dot = text.rfind('.');
    return PortRef{text.substr(0, dot), text.substr(dot + 1)};
  };
  return {port(from), port(to), {}};
}

// photo → blur → mix ← photo, mix → result.
inline Graph good_graph() {
  Graph graph;
  graph.name = "Soft contrast";
  graph.nodes = {make_node("photo", "input", {{"path", std::string("photo.png")}}),
                 make_node("blur", "gaussian_blur", {{"sigma", 2.5}}),
                 make_node("mix", "blend", {{"mode", std::string("normal")}, {"opacity", 0.4}}),
                 make_node("result", "output", {{"path", std::string("out.png")}})};
  graph.links = {make_link("photo.image", "blur.image"), make_link("photo.image", "mix.a"),
                 make_link("blur.image", "mix.b"), make_link("mix.image", "result.image")};
  return graph;
}

}  // namespace lightbench
