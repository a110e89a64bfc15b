#include "engine/cpu/island_tables.h"

#include <array>
#include <numeric>

namespace lightbench::detail {

IslandTables make_tables(std::span<const IslandNode> nodes, const IslandProgram& program) {
  constexpr size_t kValues = 256;
  std::array<uint8_t, kValues> bytes;
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  std::array<float, kValues> ramp;
  load_row(SampleFormat::kU8, bytes.data(), ramp.data(), kValues);
  IslandTables tables(nodes.size());
  for (size_t n = 0; n < nodes.size(); ++n) {
    if (program.nodes[n].table_image < 0) continue;
    std::array<std::array<float, kValues>, kMaxChannels> results;
    const auto channels = static_cast<size_t>(nodes[n].outputs[0].channels);
    RowArgs args;
    args.count = kValues;
    for (size_t c = 0; c < channels; ++c) {
      args.in[0][c] = ramp.data();
      args.out[0][c] = results[c].data();
    }
    std::get<std::unique_ptr<RowKernel>>(*nodes[n].kernel)->run(args);
    for (size_t c = 0; c < channels; ++c) tables[n].emplace_back(results[c].data());
  }
  return tables;
}

}  // namespace lightbench::detail
