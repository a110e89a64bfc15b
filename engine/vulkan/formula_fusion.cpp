#include "engine/vulkan/formula_fusion.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

#include "engine/base/hash.h"
#include "engine/vulkan/shader_library.h"

namespace lightbench::vulkan {
namespace {

std::string number(size_t value) { return std::to_string(value); }

// The text of one fused shader.
class Writer {
 public:
  Writer(const std::vector<FusedFormula>& formulas, const std::vector<ImageSpec>& pictures)
      : formulas_(formulas), pictures_(pictures) {}

  std::string text() {
    write_head();
    add({"void main() {\n  ivec3 place = grid_place();\n"});
    add({"  if (outside(place, arguments().header.columns)) return;\n"});
    add({"  Place at = Place(ivec2(4 * place.x, place.y), ivec2(picture_0().width, picture_0().height), 0);\n"});
    add({"  Parameters p = arguments().parameters;\n  Pixels none;\n"});
    for (size_t i = 0; i < pictures_.size(); ++i) write_load(i);
    size_t table = 0, operand = pictures_.size();
    for (size_t i = 0; i < formulas_.size(); ++i) {
      write_call(i, table);
      table += formulas_[i].pass->table.size();
      if (formulas_[i].stored) write_store(i, operand++);
    }
    add({"}\n"});
    return std::move(text_);
  }

 private:
  void add(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) text_.append(part);
  }

  void write_head() {
    add({"#version 460\n#extension GL_GOOGLE_include_directive : require\n"});
    add({"#include \"lightbench.glsl\"\n#include \"formula.glsl\"\n"});
    std::set<std::string> included;
    for (const FusedFormula& formula : formulas_) {
      const std::string& name = formula.pass->shader;
      if (included.insert(name).second) add({"#include \"formulas/", name, ".glsl\"\n"});
    }
    add({"struct Parameters {\n"});
    for (size_t i = 0; i < formulas_.size(); ++i) {
      add({"  ", formulas_[i].pass->shader, "_parameters p", number(i), ";\n"});
    }
    add({"};\nDECLARE_ARGUMENTS(Parameters)\n"});
    size_t operands = pictures_.size();
    for (const FusedFormula& formula : formulas_) operands += formula.stored ? 1 : 0;
    for (size_t i = 0; i < operands; ++i) add({"DECLARE_OPERAND(", number(i), ")\n"});
  }

  void write_load(size_t index) {
    add({"  Pixels in", number(index), ";\n"});
    for (size_t c = 0; c < static_cast<size_t>(pictures_[index].channels); ++c) {
      add({"  in", number(index), ".channel[", number(c), "] = load_four_", number(index), "(", number(c),
           ", at.first.x, at.first.y);\n"});
    }
  }

  // The variable that holds what a port gets.
  std::string variable(const FusedFormula& formula, size_t port) const {
    const FusedInput input = port < formula.inputs.size() ? formula.inputs[port] : FusedInput();
    std::string name = input.node >= 0 ? "n" : input.picture >= 0 ? "in" : "none";
    if (input.node >= 0 || input.picture >= 0) name += number(static_cast<size_t>(std::max(input.node, input.picture)));
    return name;
  }

  void write_call(size_t index, size_t table) {
    const FusedFormula& formula = formulas_[index];
    const std::string& name = formula.pass->shader;
    const std::string made = std::string("n").append(number(index));
    const size_t channels = static_cast<size_t>(formula.output.channels);
    add({"  table_base = ", number(table), "u;\n  Pixels ", made, " = "});
    switch (*formula_kind(name)) {
      case FormulaKind::kSample:
        add({variable(formula, 0), ";\n"});
        for (size_t c = 0; c < static_cast<size_t>(formula.output.color_channels()); ++c) {
          add({"  ", made, ".channel[", number(c), "] = ", name, "(", made, ".channel[", number(c), "], p.p",
               number(index), ");\n"});
        }
        break;
      case FormulaKind::kColor:
        add({variable(formula, 0), ";\n"});
        if (channels < 3) break;
        add({"  ", name, "(", made, ".channel[0], ", made, ".channel[1], ", made, ".channel[2], p.p", number(index),
             ");\n"});
        break;
      case FormulaKind::kPixel:
        add({name, "(", variable(formula, 0), ", ", variable(formula, 1), ", ", variable(formula, 2),
             ", Place(at.first, at.size, ", number(channels), "), p.p", number(index), ");\n"});
        break;
    }
  }

  void write_store(size_t index, size_t operand) {
    for (size_t c = 0; c < static_cast<size_t>(formulas_[index].output.channels); ++c) {
      add({"  store_four_", number(operand), "(", number(c), ", at.first.x, at.first.y, n", number(index), ".channel[",
           number(c), "]);\n"});
    }
  }

  const std::vector<FusedFormula>& formulas_;
  const std::vector<ImageSpec>& pictures_;
  std::string text_;
};

}  // namespace

GpuPass fused_pass(const std::vector<FusedFormula>& formulas, const std::vector<ImageSpec>& pictures) {
  GpuPass pass = gpu_pass({}, formulas.back().output, 1, {}, {});
  for (size_t i = 0; i < pictures.size(); ++i) pass.reads.push_back(gpu_input(static_cast<int>(i)));
  for (const FusedFormula& formula : formulas) {
    if (formula.stored) pass.writes.push_back(gpu_output(static_cast<int>(pass.writes.size())));
    pass.parameters.insert(pass.parameters.end(), formula.pass->parameters.begin(), formula.pass->parameters.end());
    // A formula without parameters declares one word all the same.
    if (formula.pass->parameters.empty()) pass.parameters.push_back({"unused", 0u});
    pass.table.insert(pass.table.end(), formula.pass->table.begin(), formula.pass->table.end());
    pass.work += formula.pass->work / 2;
  }
  LB_CHECK(pass.reads.size() + pass.writes.size() <= static_cast<size_t>(kMaxGpuOperands));
  pass.source = Writer(formulas, pictures).text();
  pass.shader = std::string("fused-").append(Hasher().text(pass.source).finish().hex());
  return pass;
}

}  // namespace lightbench::vulkan
