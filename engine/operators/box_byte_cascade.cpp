#include <algorithm>
#include <atomic>

#include "engine/operators/box_bytes.h"
#include "engine/operators/plane_tasks.h"

namespace lightbench {
namespace {

size_t blocks_of(int count, int block) { return static_cast<size_t>((count + block - 1) / block); }

}  // namespace

Status run_byte_boxes(const std::vector<int>& radii, double end, ImageArgs& args) {
  const Image& in = args.inputs[0];
  Image& out = args.outputs[0];
  const Size size = in.spec().size();
  const int colors = in.spec().color_channels();
  constexpr ptrdiff_t kRow = kBoxLanes * sizeof(uint16_t);
  const ByteBoxAxis down(ByteBoxAxis::Way::kDown, radii, end, size.height, static_cast<ptrdiff_t>(in.row_bytes()));
  const ByteBoxAxis up(ByteBoxAxis::Way::kDown, radii, end, size.height, -static_cast<ptrdiff_t>(in.row_bytes()));
  const ByteBoxAxis along(ByteBoxAxis::Way::kAlong, radii, end, size.width, kRow);
  const double scale = 1 / (down.gain * along.gain);

  // What a strip keeps from band to band is worth a band of about as many rows.
  const int band_rows = std::max(kBoxLanes, down.ring_rows);
  const int parts = std::clamp(size.height / (2 * band_rows), 1, args.workers.threads());
  const int part_bands = static_cast<int>(blocks_of(static_cast<int>(blocks_of(size.height, band_rows)), parts));
  const size_t strips = blocks_of(size.width, kBoxLanes);
  const size_t group_bytes = strips * kBoxLanes * kRow;
  const size_t between_bytes = static_cast<size_t>(band_rows / kBoxLanes) * group_bytes;
  const size_t scratch_bytes = kByteBoxTile + along.state_bytes() + strips * down.state_bytes() + between_bytes;
  const std::shared_ptr<Buffer> scratch =
      args.buffers.allocate(scratch_bytes * static_cast<size_t>(args.workers.threads()));
  if (!scratch) return no_memory_to_blur(size);

  const int64_t bands = static_cast<int64_t>(parts) * part_bands * colors;
  std::atomic<int64_t> done = 0;
  const auto part = [&](int64_t index, int worker) {
    const int c = static_cast<int>(index / parts);
    // The last part goes from the lower edge upwards: sums at an edge, around which all is mirrored, take half as long.
    const bool upwards = parts > 1 && index % parts == parts - 1;
    const int above = static_cast<int>(index % parts) * part_bands * band_rows;
    const int first_row = upwards ? 0 : above;
    const int end_row = upwards ? size.height - above : std::min(size.height, above + part_bands * band_rows);
    const ByteBoxAxis& axis = upwards ? up : down;
    const std::byte* source = in.row_data(c, upwards ? size.height - 1 : 0);
    const ptrdiff_t out_stride =
        upwards ? -static_cast<ptrdiff_t>(out.row_bytes()) : static_cast<ptrdiff_t>(out.row_bytes());
    std::byte* tile = scratch->data() + static_cast<size_t>(worker) * scratch_bytes;
    std::byte* along_state = tile + kByteBoxTile;
    std::byte* down_states = along_state + along.state_bytes();
    std::byte* between = down_states + strips * down.state_bytes();
    for (int band = first_row; band < end_row && !args.cancel.cancelled(); band += band_rows) {
      const int band_end = std::min(end_row, band + band_rows);
      for (size_t strip = 0; strip < strips; ++strip) {
        for (int y = band; y < band_end; y += kBoxLanes) {
          byte_boxes_down(
              axis, source + strip * kBoxLanes, y, std::min(band_end, y + kBoxLanes), y == first_row,
              down_states + strip * down.state_bytes(),
              between + static_cast<size_t>((y - band) / kBoxLanes) * group_bytes + strip * kBoxLanes * kRow, tile);
        }
      }
      for (int y = band; y < band_end; y += kBoxLanes) {
        byte_boxes_along(along, scale, between + static_cast<size_t>((y - band) / kBoxLanes) * group_bytes, along_state,
                         out.writable_row_data(c, upwards ? size.height - 1 - y : y), out_stride,
                         std::min(kBoxLanes, band_end - y), tile);
      }
      args.progress(static_cast<double>(++done) / static_cast<double>(bands));
    }
  };
  if (!args.workers.run(static_cast<int64_t>(parts) * colors, part, args.cancel)) return cancelled();
  return args.cancel.cancelled() ? cancelled() : Status();
}

}  // namespace lightbench
