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

bool is_window(const FusedFormula& formula) { return formula_kind(formula.pass->shader) == FormulaKind::kWindow; }

// The place of the window, or of the end where there is none.
size_t window_place(const std::vector<FusedFormula>& formulas) {
  return static_cast<size_t>(std::find_if(formulas.begin(), formulas.end(), is_window) - formulas.begin());
}

// The text of one fused shader.
class Writer {
 public:
  Writer(const std::vector<FusedFormula>& formulas, const std::vector<ImageSpec>& pictures)
      : formulas_(formulas), pictures_(pictures), window_(window_place(formulas)) {}

  std::string text() {
    write_head();
    if (window_ < formulas_.size()) {
      write_window();
    } else {
      add({"void main() {\n  ivec3 place = grid_place();\n"});
      add({"  if (outside(place, arguments().header.columns)) return;\n"});
      add({"  ivec2 first = ivec2(4 * place.x, place.y);\n"});
      write_pixels(0, formulas_.size());
      add({"}\n"});
    }
    return std::move(text_);
  }

 private:
  void add(std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) text_.append(part);
  }

  void write_head() {
    add({"#version 460\n#extension GL_GOOGLE_include_directive : require\n"});
    add({"#include \"lightbench.glsl\"\n#include \"formula.glsl\"\n"});
    if (window_ < formulas_.size()) {
      const size_t colors = static_cast<size_t>(formulas_[window_].output.color_channels());
      add({"const int kWindowColors = ", number(colors), ";\n#include \"window.glsl\"\n"});
    }
    std::set<std::string> included;
    for (const FusedFormula& formula : formulas_) {
      const std::string& name = formula.pass->shader;
      const char* folder = is_window(formula) ? "windows/" : "formulas/";
      if (included.insert(name).second) add({"#include \"", folder, name, ".glsl\"\n"});
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

  // What window.glsl asks for. Alpha does not wait in the tile.
  void write_window() {
    const FusedFormula& window = formulas_[window_];
    const std::string& name = window.pass->shader;
    const std::string own = std::string("arguments().parameters.p").append(number(window_));
    const std::string made = std::string("n").append(number(window_));
    add({"Reach window_reach() { return ", name, "_reach(", own, "); }\n"});
    add({"ivec2 window_size() { return ivec2(picture_0().width, picture_0().height); }\n"});
    add({"Pixels window_source(ivec2 first) {\n"});
    write_pixels(0, window_);
    if (window.inputs[0].picture >= 0) write_load(static_cast<size_t>(window.inputs[0].picture));
    add({"  return ", variable(window, 0), ";\n}\n"});
    add({"vec4 window_result(int c, ivec2 first) {\n  table_base = ", number(table_before(window_)), "u;\n"});
    add({"  return ", name, "(c, first, ", own, ");\n}\n"});
    add({"void window_finish(ivec2 first, Pixels ", made, ") {\n"});
    const size_t colors = static_cast<size_t>(window.output.color_channels());
    if (colors < static_cast<size_t>(window.output.channels)) {
      const std::string alpha = std::string(".channel[").append(number(colors)).append("]");
      add({"  ", made, alpha, " = window_source(first)", alpha, ";\n"});
    }
    write_pixels(window_, formulas_.size());
    add({"}\n"});
  }

  // What some of the formulas make of four pixels, from loads to stores; of a window only the store.
  void write_pixels(size_t begin, size_t end) {
    add({"  Place at = Place(first, ivec2(picture_0().width, picture_0().height), 0);\n"});
    add({"  Parameters p = arguments().parameters;\n  Pixels none;\n"});
    for (size_t picture = 0; picture < pictures_.size(); ++picture) {
      if (is_read(picture, begin, end)) write_load(picture);
    }
    for (size_t i = begin; i < end; ++i) {
      if (i != window_) write_call(i);
      if (formulas_[i].stored) write_store(i);
    }
  }

  bool is_read(size_t picture, size_t begin, size_t end) const {
    for (size_t i = begin; i < end; ++i) {
      const std::vector<FusedInput>& inputs = formulas_[i].inputs;
      const auto reads = [&](const FusedInput& input) { return input.picture == static_cast<int>(picture); };
      if (i != window_ && std::any_of(inputs.begin(), inputs.end(), reads)) return true;
    }
    return false;
  }

  void write_load(size_t index) {
    add({"  Pixels in", number(index), ";\n"});
    for (size_t c = 0; c < static_cast<size_t>(pictures_[index].channels); ++c) {
      add({"  in", number(index), ".channel[", number(c), "] = load_four_", number(index), "(", number(c),
           ", first.x, first.y);\n"});
    }
  }

  // The variable that holds what a port gets.
  std::string variable(const FusedFormula& formula, size_t port) const {
    const FusedInput input = port < formula.inputs.size() ? formula.inputs[port] : FusedInput();
    std::string name = input.node >= 0 ? "n" : input.picture >= 0 ? "in" : "none";
    if (input.node >= 0 || input.picture >= 0) name += number(static_cast<size_t>(std::max(input.node, input.picture)));
    return name;
  }

  size_t table_before(size_t index) const {
    size_t numbers = 0;
    for (size_t i = 0; i < index; ++i) numbers += formulas_[i].pass->table.size();
    return numbers;
  }

  void write_call(size_t index) {
    const FusedFormula& formula = formulas_[index];
    const std::string& name = formula.pass->shader;
    const std::string made = std::string("n").append(number(index));
    const size_t channels = static_cast<size_t>(formula.output.channels);
    add({"  table_base = ", number(table_before(index)), "u;\n  Pixels ", made, " = "});
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
      case FormulaKind::kWindow: break;  // window.glsl calls it
    }
  }

  void write_store(size_t index) {
    size_t operand = pictures_.size();
    for (size_t i = 0; i < index; ++i) operand += formulas_[i].stored ? 1 : 0;
    for (size_t c = 0; c < static_cast<size_t>(formulas_[index].output.channels); ++c) {
      add({"  store_four_", number(operand), "(", number(c), ", first.x, first.y, n", number(index), ".channel[",
           number(c), "]);\n"});
    }
  }

  const std::vector<FusedFormula>& formulas_;
  const std::vector<ImageSpec>& pictures_;
  const size_t window_;
  std::string text_;
};

// Operands, parameters and grid of what is to come; the grid is the window's where there is one.
GpuPass empty_pass(const std::vector<FusedFormula>& formulas) {
  const size_t window = window_place(formulas);
  GpuPass pass = gpu_pass({}, formulas.back().output, 1, {}, {});
  if (window == formulas.size()) return pass;
  const GpuPass& alone = *formulas[window].pass;
  pass.columns = alone.columns;
  pass.rows = alone.rows;
  pass.work = alone.work;
  return pass;
}

}  // namespace

GpuPass fused_pass(const std::vector<FusedFormula>& formulas, const std::vector<ImageSpec>& pictures) {
  GpuPass pass = empty_pass(formulas);
  for (size_t i = 0; i < pictures.size(); ++i) pass.reads.push_back(gpu_input(static_cast<int>(i)));
  for (const FusedFormula& formula : formulas) {
    if (formula.stored) pass.writes.push_back(gpu_output(static_cast<int>(pass.writes.size())));
    pass.parameters.insert(pass.parameters.end(), formula.pass->parameters.begin(), formula.pass->parameters.end());
    // A formula without parameters declares one word all the same.
    if (formula.pass->parameters.empty()) pass.parameters.push_back({"unused", 0u});
    pass.table.insert(pass.table.end(), formula.pass->table.begin(), formula.pass->table.end());
    if (!is_window(formula)) pass.work += formula.pass->work / 2;
  }
  LB_CHECK(pass.reads.size() + pass.writes.size() <= static_cast<size_t>(kMaxGpuOperands));
  pass.source = Writer(formulas, pictures).text();
  pass.shader = std::string("fused-").append(Hasher().text(pass.source).finish().hex());
  return pass;
}

}  // namespace lightbench::vulkan
