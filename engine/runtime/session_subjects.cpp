#include "engine/runtime/session_subjects.h"

#include <algorithm>
#include <filesystem>

#include "engine/graph/pipeline_file.h"

namespace lightbench {
namespace {

namespace fs = std::filesystem;

// Pictures that input nodes read, by the id of the node.
struct ReadPicture {
  NodeId node;
  std::string path;  // absolute
};

std::vector<ReadPicture> pictures_read(const Graph& graph) {
  std::vector<ReadPicture> pictures;
  for (const Node& node : graph.nodes) {
    const auto path = node.params.find("path");
    if (node.type != "input" || path == node.params.end()) continue;
    const auto* text = std::get_if<std::string>(&path->second);
    if (text == nullptr || text->empty()) continue;
    std::error_code ignored;  // without a current folder the path stays as it is, and opening it reports that
    const fs::path full =
        graph.base_folder.empty() ? fs::absolute(*text, ignored) : fs::path(graph.base_folder) / *text;
    pictures.push_back({node.id, full.empty() ? *text : full.lexically_normal().string()});
  }
  return pictures;
}

}  // namespace

void run_everywhere_on(Graph& graph, Backend backend) {
  graph.settings.backend = backend;
  for (Node& node : graph.nodes) node.backend = Backend::kAuto;
}

void read_same_pictures(Graph& graph, const Graph& source) {
  std::vector<ReadPicture> pictures = pictures_read(source);
  std::vector<Node*> without;
  for (Node& node : graph.nodes) {
    if (node.type != "input") continue;
    const auto same =
        std::find_if(pictures.begin(), pictures.end(), [&](const ReadPicture& each) { return each.node == node.id; });
    if (same == pictures.end()) {
      without.push_back(&node);
      continue;
    }
    node.params["path"] = same->path;
    pictures.erase(same);
  }
  for (size_t i = 0; i < std::min(without.size(), pictures.size()); ++i) without[i]->params["path"] = pictures[i].path;
}

Result<Graph> recorded_pipeline(const SessionVariant& variant, const OperatorRegistry& registry) {
  Result<LoadedPipeline> loaded = parse_pipeline(variant.pipeline, {}, registry);
  if (!loaded) return loaded.error();
  Graph graph = std::move(loaded->graph);
  graph.base_folder = fs::path(variant.pipeline_path).parent_path().string();
  const std::vector<Error> problems = validate(graph, registry);
  if (!problems.empty()) return problems.front();
  return graph;
}

}  // namespace lightbench
