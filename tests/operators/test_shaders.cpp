// What operators hand to shaders against what the shaders declare, read from their SPIR-V: names, types and order of
// the parameters, and the blocks that every shader shares. A shader that nobody uses is told too.
#include <QtTest>

#include <cstring>
#include <map>
#include <set>

#include "engine/operators/builtin.h"
#include "engine/vulkan/arithmetic_pass.h"
#include "engine/vulkan/shader_library.h"
#include "tests/operators/conformance_case.h"
#include "tests/operators/conformance_table.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

struct Member {
  std::string name;
  std::string type;  // "float", "int", "uint", or the name of a struct
  uint32_t offset = 0;
};

// The structs of a module, as far as this test needs them (SPIR-V 1.6, sections 2.3 and 3.52).
class Module {
 public:
  explicit Module(std::span<const uint32_t> words) {
    for (size_t at = 5; at < words.size();) {
      const uint32_t length = words[at] >> 16;
      read(words[at] & 0xFFFFu, words.subspan(at, length));
      at += length;
    }
  }

  // Members of the struct whose name is this; of several, the one that lies in memory (has offsets).
  std::vector<Member> members(const std::string& name) const {
    for (const auto& [id, types] : structs_) {
      if (name_of(id) == name && (types.empty() || offsets_.count({id, 0}) > 0)) return members_of(id);
    }
    return {};
  }
  // Of the struct that is a member of another.
  std::vector<Member> members_of_member(const std::string& outer, const std::string& member) const {
    for (const auto& [id, types] : structs_) {
      if (name_of(id) != outer || offsets_.count({id, 0}) == 0) continue;
      for (uint32_t i = 0; i < types.size(); ++i) {
        const auto named = member_names_.find({id, i});
        if (named != member_names_.end() && named->second == member) return members_of(types[i]);
      }
    }
    return {};
  }

 private:
  static std::string text(std::span<const uint32_t> words) {
    std::string result(words.size() * 4, '\0');
    std::memcpy(result.data(), words.data(), words.size() * 4);
    return result.c_str();
  }

  void read(uint32_t code, std::span<const uint32_t> words) {
    constexpr uint32_t kName = 5, kMemberName = 6, kTypeInt = 21, kTypeFloat = 22, kTypeVector = 23, kTypeStruct = 30,
                       kMemberDecorate = 72, kOffset = 35;
    switch (code) {
      case kName: names_[words[1]] = text(words.subspan(2)); break;
      case kMemberName: member_names_[{words[1], words[2]}] = text(words.subspan(3)); break;
      case kTypeInt: scalars_[words[1]] = words[3] != 0 ? "int" : "uint"; break;
      case kTypeFloat: scalars_[words[1]] = words[2] == 32 ? "float" : "another float"; break;
      case kTypeVector: scalars_[words[1]] = scalars_[words[2]] + " × " + std::to_string(words[3]); break;
      case kTypeStruct: structs_[words[1]] = {words.begin() + 2, words.end()}; break;
      case kMemberDecorate:
        if (words[3] == kOffset) offsets_[{words[1], words[2]}] = words[4];
        break;
      default: break;
    }
  }

  std::string name_of(uint32_t id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? std::string() : found->second;
  }

  std::vector<Member> members_of(uint32_t id) const {
    std::vector<Member> members;
    const auto& types = structs_.at(id);
    for (uint32_t i = 0; i < types.size(); ++i) {
      const auto scalar = scalars_.find(types[i]);
      members.push_back({member_names_.at({id, i}), scalar == scalars_.end() ? name_of(types[i]) : scalar->second,
                         offsets_.at({id, i})});
    }
    return members;
  }

  std::map<uint32_t, std::string> names_, scalars_;
  std::map<std::pair<uint32_t, uint32_t>, std::string> member_names_;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> offsets_;
  std::map<uint32_t, std::vector<uint32_t>> structs_;
};

std::string type_of(const GpuParameter& parameter) {
  constexpr const char* kNames[] = {"float", "int", "uint"};
  return kNames[parameter.value.index()];
}

std::string told(const std::vector<Member>& members) {
  std::string text;
  for (const Member& member : members) text += " " + member.type + " " + member.name + ";";
  return text;
}

// The shader as its source declares it, before the optimiser takes the names away.
std::vector<uint32_t> declared_words(const std::string& name) {
  QFile file(QString(LIGHTBENCH_DECLARATIONS) + QString::fromStdString(name) + ".spv");
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QByteArray bytes = file.readAll();
  std::vector<uint32_t> words(static_cast<size_t>(bytes.size()) / 4);
  std::memcpy(words.data(), bytes.constData(), words.size() * 4);
  return words;
}

// What is wrong with a pass; empty when shader and parameters fit.
std::string problem_of(const GpuPass& pass) {
  const std::vector<uint32_t> words = declared_words(pass.shader);
  if (words.empty() || vulkan::shader_words(pass.shader).empty()) return "there is no shader " + pass.shader;
  const std::vector<Member> declared = Module(words).members_of_member("Arguments", "parameters");
  std::vector<Member> given;
  for (const GpuParameter& parameter : pass.parameters) {
    given.push_back({parameter.name, type_of(parameter), static_cast<uint32_t>(given.size() * 4)});
  }
  if (given.empty()) given.push_back({"unused", "uint", 0});
  const bool fits = std::equal(
      declared.begin(), declared.end(), given.begin(), given.end(),
      [](const Member& a, const Member& b) { return a.name == b.name && a.type == b.type && a.offset == b.offset; });
  return fits ? std::string() : pass.shader + " declares" + told(declared) + " but gets" + told(given);
}

}  // namespace

class TestShaders : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { register_builtin(registry_); }

  void parameters_fit_their_shaders() {
    BufferPool buffers;
    std::set<std::string> used, operators;
    for (const ConformanceRow& row : conformance_table()) {
      const OperatorDef& def = *registry_.find(row.id);
      if (!def.gpu) continue;
      for (const ParamMap& params : row.params) {
        for (const std::vector<int>& channels : row.channels) {
          for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kF32}) {
            Case item{&params, &channels, {64, 48}};
            item.input_format = item.precision = format;
            const Result<PreparedCase> prepared = prepare_case(def, item, buffers);
            if (!prepared) continue;
            const Result<GpuProgram> program = def.gpu(prepared->args());
            if (!program) continue;
            operators.insert(def.id);
            for (const GpuPass& pass : program->passes) {
              used.insert(pass.shader);
              const std::string problem = problem_of(pass);
              QVERIFY2(problem.empty(), (def.id + ": " + problem).c_str());
              QVERIFY2(pass.columns > 0 && pass.rows > 0 && pass.layers > 0, (def.id + ": " + pass.shader).c_str());
            }
          }
        }
      }
    }
    const GpuPass measure = vulkan::arithmetic_pass({64, 48, 1, SampleFormat::kF32}, 1);
    QCOMPARE(problem_of(measure), std::string());
    used.insert(measure.shader);
    for (const OperatorDef& def : registry_.all()) {
      QVERIFY2(!def.gpu || operators.count(def.id) > 0, ("no program was made for " + def.id).c_str());
    }
    for (const std::string_view name : vulkan::shader_names()) {
      QVERIFY2(used.count(std::string(name)) > 0, ("nobody uses the shader " + std::string(name)).c_str());
    }
  }

  // The check itself: another name, another type, one more, one less.
  void what_does_not_fit_is_found() {
    const GpuProgram good = gpu_formula("threshold", {8, 8, 1}, 1, {{"level", 1.0f}});
    QCOMPARE(problem_of(good.passes[0]), std::string());
    for (const std::vector<GpuParameter>& parameters : {std::vector<GpuParameter>{{"gain", 1.0f}},
                                                        {{"factor", int32_t{1}}},
                                                        {{"factor", 1.0f}, {"more", 1.0f}},
                                                        {}}) {
      QVERIFY(!problem_of(gpu_formula("threshold", {8, 8, 1}, 1, parameters).passes[0]).empty());
    }
    QVERIFY(!problem_of(gpu_formula("no such shader", {8, 8, 1}, 1).passes[0]).empty());
  }

  // What engine/vulkan/batch.cpp writes and lightbench.glsl declares.
  void shared_blocks_have_one_layout() {
    const Module module(declared_words("exposure"));
    const auto offsets = [&](const std::string& name) {
      std::map<std::string, uint32_t> found;
      for (const Member& member : module.members(name)) found[member.name] = member.offset;
      return found;
    };
    const std::map<std::string, uint32_t> picture{
        {"address", 0}, {"row_words", 8}, {"plane_words", 12}, {"width", 16}, {"height", 20}};
    QCOMPARE(offsets("Picture"), picture);
    const std::map<std::string, uint32_t> header{{"picture", 0}, {"table", 144}, {"columns", 152}, {"unused", 156}};
    QCOMPARE(offsets("Header"), header);
    const std::map<std::string, uint32_t> push{{"block", 0}, {"first_row", 8}, {"end_row", 12}};
    QCOMPARE(offsets("Push"), push);
    const std::map<std::string, uint32_t> arguments{{"header", 0}, {"parameters", 160}};
    QCOMPARE(offsets("Arguments"), arguments);
  }

 private:
  OperatorRegistry registry_;
};

QTEST_APPLESS_MAIN(TestShaders)
#include "test_shaders.moc"
