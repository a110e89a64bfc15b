#include "engine/vulkan/shader_compiler.h"

#include <glslang/Public/ResourceLimits.h>
#include <glslang/Public/ShaderLang.h>
#include <glslang/SPIRV/GlslangToSpv.h>

#include <mutex>
#include <string_view>

#include "engine/vulkan/shader_library.h"

namespace lightbench::vulkan {
namespace {

// Finds included files among those that are part of the program.
class EmbeddedIncluder final : public glslang::TShader::Includer {
 public:
  IncludeResult* includeLocal(const char* name, const char*, size_t) override {
    const std::string_view text = shader_text(name);
    return text.empty() ? nullptr : new IncludeResult(name, text.data(), text.size(), nullptr);
  }
  void releaseInclude(IncludeResult* result) override { delete result; }
};

}  // namespace

Result<std::vector<uint32_t>> compile_shader(const std::string& source) {
  static std::once_flag once;
  std::call_once(once, [] { glslang::InitializeProcess(); });
  glslang::TShader shader(EShLangCompute);
  const char* text = source.c_str();
  shader.setStrings(&text, 1);
  shader.setEnvInput(glslang::EShSourceGlsl, EShLangCompute, glslang::EShClientVulkan, 100);
  shader.setEnvClient(glslang::EShClientVulkan, glslang::EShTargetVulkan_1_3);
  shader.setEnvTarget(glslang::EShTargetSpv, glslang::EShTargetSpv_1_6);
  const EShMessages rules = static_cast<EShMessages>(EShMsgSpvRules | EShMsgVulkanRules);
  EmbeddedIncluder includer;
  if (!shader.parse(GetDefaultResources(), 460, false, rules, includer)) {
    return failed(std::string("a generated shader does not compile: ") + shader.getInfoLog(), "", "please report it");
  }
  glslang::TProgram program;
  program.addShader(&shader);
  if (!program.link(rules)) {
    return failed(std::string("a generated shader does not link: ") + program.getInfoLog(), "", "please report it");
  }
  glslang::SpvOptions options;
  options.disableOptimizer = false;
  std::vector<uint32_t> words;
  glslang::GlslangToSpv(*program.getIntermediate(EShLangCompute), words, &options);
  return words;
}

}  // namespace lightbench::vulkan
