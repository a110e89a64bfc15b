#include "app/cli/nodes_markdown.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lightbench::cli {
namespace {

// A bar would end the cell of a table.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|') escaped += '\\';
    escaped += letter == '\n' ? ' ' : letter;
  }
  return escaped;
}

std::string quoted(const std::string& text) { return "`" + text + "`"; }

std::string number_text(const ParamSpec& spec, double value) {
  if (spec.type == ParamType::kInteger) return to_text(ParamValue(static_cast<int64_t>(value)));
  return to_text(ParamValue(value));
}

std::vector<Category> categories(const OperatorRegistry& registry) {
  std::vector<Category> found;
  for (const OperatorDef& def : registry.all()) {
    if (std::find(found.begin(), found.end(), def.category) == found.end()) found.push_back(def.category);
  }
  return found;
}

std::string heading(Category category) {
  std::string name(name_of(category));
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

void append_ports(std::string& page, const char* direction, const std::vector<PortSpec>& ports, bool inputs) {
  for (const PortSpec& port : ports) {
    page += "| " + std::string(direction) + " | " + quoted(port.id) + " | " + std::string(name_of(port.type)) + " | " +
            (inputs && !port.required ? "may be open" : "") +
            (inputs && !port.required && !port.doc.empty() ? ". " : "") + cell(port.doc) + " |\n";
  }
}

void append_line(std::string& page, const char* title, const std::string& text) {
  if (!text.empty()) page += "- **" + std::string(title) + "**: " + text + "\n";
}

void append_node(std::string& page, const OperatorDef& def) {
  page += "\n### " + def.id + "\n\n" + def.label + ". " + def.summary + "\n\n";
  append_line(page, "Formula", def.formula);
  append_line(page, "Shapes", def.shapes);
  append_line(page, "Border", def.border);
  append_line(page, "Reads", std::string(name_of(def.footprint)));
  append_line(page, "Source", def.source);
  if (!def.inputs.empty() || !def.outputs.empty()) {
    page += "\n| port | id | type | |\n|---|---|---|---|\n";
    append_ports(page, "in", def.inputs, true);
    append_ports(page, "out", def.outputs, false);
  }
  if (def.params.empty()) return;
  page += "\n| parameter | type | values | default | |\n|---|---|---|---|---|\n";
  for (const ParamSpec& spec : def.params) {
    page += "| " + quoted(spec.id) + " | " + std::string(name_of(spec.type)) + " | " + cell(values_text(spec)) + " | " +
            quoted(cell(to_text(spec.default_value))) + " | " + cell(spec.doc) + " |\n";
  }
}

}  // namespace

std::string values_text(const ParamSpec& spec) {
  const std::string unit = spec.unit.empty() ? "" : " " + spec.unit;
  switch (spec.type) {
    case ParamType::kNumber:
    case ParamType::kInteger:
      if (!std::isfinite(spec.minimum) || !std::isfinite(spec.maximum)) return "any number" + unit;
      return number_text(spec, spec.minimum) + " to " + number_text(spec, spec.maximum) + unit;
    case ParamType::kBoolean: return "true, false";
    case ParamType::kChoice: {
      std::string text;
      for (const std::string& choice : spec.choices) text += (text.empty() ? "" : ", ") + choice;
      return text;
    }
    case ParamType::kText: return "any text";
    case ParamType::kPath: return spec.saves_file ? "a file to write" : "a file to read";
    case ParamType::kCurve: return "[[x, y], …], x rising";
    case ParamType::kMatrix: return std::to_string(spec.rows) + " rows of " + std::to_string(spec.columns) + " numbers";
    case ParamType::kKernel: return "odd rows of odd length";
  }
  return {};
}

std::string nodes_markdown(const OperatorRegistry& registry) {
  std::string page =
      "# Node types\n\n"
      "Made from the definitions in `engine/operators` by `lightbench-cli nodes --markdown`; a test compares the two. "
      "Do "
      "not edit.\n\n"
      "Integer samples stand for value / maximum in 0..1, floats are not clamped, and formulas work on the stored "
      "values "
      "(v is one sample). Alpha passes through filters that do not name it. How far a node reads around a pixel: "
      "*pointwise* nowhere, *window* a few pixels, *resample* other places, *global* the whole picture.\n";
  for (const Category category : categories(registry)) {
    page += "\n## " + heading(category) + "\n";
    for (const OperatorDef& def : registry.all()) {
      if (def.category == category) append_node(page, def);
    }
  }
  return page;
}

}  // namespace lightbench::cli
