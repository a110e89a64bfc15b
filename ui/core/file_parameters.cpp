#include "ui/core/file_parameters.h"

#include <filesystem>

namespace lightbench::ui {

namespace {

namespace fs = std::filesystem;

fs::path absolutePath(const fs::path& path, const std::string& folder) {
  if (path.is_absolute()) return path.lexically_normal();
  std::error_code ignored;  // without a current folder the path stays as it is, and opening it reports that
  const fs::path full = folder.empty() ? fs::absolute(path, ignored) : fs::path(folder) / path;
  return (full.empty() ? path : full).lexically_normal();
}

// Empty when `path` does not lie below `folder`.
std::string below(const fs::path& path, const std::string& folder) {
  const fs::path relative = path.lexically_relative(fs::path(folder).lexically_normal());
  if (relative.empty() || *relative.begin() == ".." || relative == ".") return {};
  return relative.generic_string();
}

}  // namespace

void moveToFolder(Graph& graph, const OperatorRegistry& registry, const std::string& folder) {
  const bool moves = graph.base_folder != folder;
  for (Node& node : graph.nodes) {
    const OperatorDef* def = registry.find(node.type);
    if (!def) continue;
    for (auto& [name, value] : node.params) {
      const ParamSpec* spec = def->find_param(name);
      auto* text = std::get_if<std::string>(&value);
      if (!spec || spec->type != ParamType::kPath || !text || text->empty()) continue;
      const bool relative = fs::path(*text).is_relative();
      if (relative && (spec->saves_file || !moves)) continue;
      const fs::path full = absolutePath(*text, graph.base_folder);
      const std::string inside = below(full, folder);
      *text = inside.empty() ? full.string() : inside;
    }
  }
  graph.base_folder = folder;
}

}  // namespace lightbench::ui
