#include "engine/cpu/strip_rows.h"

#include <algorithm>

#include "engine/base/clock.h"
#include "engine/image/convert.h"

namespace lightbench::detail {
namespace {

// Whether columns [x, x + count) of an f32 row may be handed over in place, with their padding.
bool in_place(const Image& image, int x, int count) {
  return image.format() == SampleFormat::kF32 && x % kRowPadding == 0 &&
         (count % kRowPadding == 0 || x + count == image.width());
}

template <typename Byte>
Byte* sample_at(Byte* row, SampleFormat format, int x) {
  return row + static_cast<size_t>(x) * sample_bytes(format);
}

}  // namespace

void StripRows::run(const IslandUnit& unit, int y, std::span<int64_t> sampled_ns) {
  const Columns columns{place_.first_column(unit.reach_x), place_.end_column(unit.reach_x), y};
  prepare(unit, columns, !sampled_ns.empty());
  const bool whole = calls_.size() == 1 && calls_[0].spans_rows;
  const int batch = whole ? std::max(1, columns.count()) : kBatch;
  for (int x = columns.first; x < columns.end; x += batch) {
    int64_t last = sampled_ns.empty() ? 0 : now_ns();
    for (RowCall& call : calls_) {
      run_batch(call, x, std::min(batch, columns.end - x));
      if (!sampled_ns.empty()) {
        const int64_t now = now_ns();
        sampled_ns[static_cast<size_t>(call.node)] += std::max(int64_t{1}, now - last);
        last = now;
      }
    }
  }
  for (int node : unit.nodes) {
    for (int output : place_.plan(node).outputs) {
      if (place_.value(output).ring_rows > 0) place_.extend(place_.value(output), y);
    }
  }
}

void StripRows::run_batch(RowCall& call, int x, int count) {
  call.args.x = x;
  call.args.count = count;
  for (const int image : call.loads) load_batch(image, x, call.args.y, count);
  if (call.chain != nullptr) {
    run_chain(call);
  } else if (call.table_image >= 0) {
    look_up(call);
  } else {
    call.kernel->run(call.args);
  }
  for (const int index : call.stored) {
    const IslandValue& made = place_.value(index);
    for (int c = 0; c < made.channels; ++c) {
      place_.store(made, x, call.args.y, count, c, row_memory(made, c, x, call.args.y));
    }
  }
  for (int i = 0; i < call.moving_inputs; ++i) *call.moving_in[static_cast<size_t>(i)] += kBatch;
  for (int i = 0; i < call.moving_outputs; ++i) *call.moving_out[static_cast<size_t>(i)] += kBatch;
}

void StripRows::look_up(const RowCall& call) const {
  const Image& image = place_.input(call.table_image);
  const std::vector<ByteTable>& tables = tables_[static_cast<size_t>(call.node)];
  for (size_t c = 0; c < tables.size(); ++c) {
    const auto* source = reinterpret_cast<const uint8_t*>(image.row_data(static_cast<int>(c), call.args.y));
    tables[c].look_up_row(source + call.args.x, call.args.out[0][c], static_cast<size_t>(call.args.count));
  }
}

void StripRows::run_chain(RowCall& call) const {
  const IslandChain& plan = *call.chain;
  const RowArgs& args = call.args;
  const bool stores = plan.store_image >= 0;
  const int from = stores ? std::max(args.x, place_.region().x) : args.x;
  const int to = stores ? std::min(args.x + args.count, place_.region().right()) : args.x + args.count;
  if (from >= to) return;
  PixelChain chain;
  chain.stages = call.stages;
  chain.count = static_cast<size_t>(to - from);
  chain.in_channels = channels_of(place_.plan(plan.nodes.front()), 0);
  if (plan.load_image >= 0) chain.in_format = place_.input(plan.load_image).format();
  for (int c = 0; c < chain.in_channels; ++c) {
    const auto channel = static_cast<size_t>(c);
    chain.in[channel] = plan.load_image < 0
                            ? static_cast<const void*>(args.in[0][channel] + (from - args.x))
                            : sample_at(place_.input(plan.load_image).row_data(c, args.y), chain.in_format, from);
  }
  chain.out_channels = place_.value(place_.plan(plan.nodes.back()).outputs[0]).channels;
  if (stores) chain.out_format = place_.output(plan.store_image).format();
  for (int c = 0; c < chain.out_channels; ++c) {
    const auto channel = static_cast<size_t>(c);
    chain.out[channel] =
        stores ? sample_at(place_.output(plan.store_image).writable_row_data(c, args.y), chain.out_format, from)
               : static_cast<void*>(args.out[0][channel]);
  }
  run_pixel_chain(chain);
}

void StripRows::prepare(const IslandUnit& unit, const Columns& columns, bool timed) {
  calls_.resize(unit.nodes.size());  // before pointers into them are taken
  loaded_.clear();
  size_t used = 0;
  for (int n : unit.nodes) {
    const NodePlan& plan = place_.plan(n);
    const Rect& region = place_.region();
    if (columns.y < region.y - plan.reach_y || columns.y >= region.bottom() + plan.reach_y) continue;
    const IslandChain* chain = plan.chain < 0 || timed ? nullptr : &program_.chains[static_cast<size_t>(plan.chain)];
    if (chain && chain->nodes.front() != n) continue;
    RowCall& call = calls_[used++];
    call.node = n;
    call.kernel = std::get<std::unique_ptr<RowKernel>>(*place_.node(n).kernel).get();
    call.args = {};
    call.args.y = columns.y;
    call.table_image = plan.table_image;
    call.chain = chain;
    if (chain) call.stages = chain->stages;
    call.loads.clear();
    for (const int image : plan.input_images) {
      if (image < 0 || reads_in_place(place_.input(image), columns)) continue;
      if (chain && image == chain->load_image) continue;
      if (std::find(loaded_.begin(), loaded_.end(), image) != loaded_.end()) continue;
      loaded_.push_back(image);
      call.loads.push_back(image);
    }
    connect(call, plan, chain ? place_.plan(chain->nodes.back()) : plan, columns);
  }
  calls_.resize(used);
}

// Points the call's rows at what `plan` reads and what `last` makes: the same node's, or the ends of a chain.
void StripRows::connect(RowCall& call, const NodePlan& plan, const NodePlan& last, const Columns& columns) {
  const bool loads = call.chain && call.chain->load_image >= 0;
  const bool stores = call.chain && call.chain->store_image >= 0;
  call.moving_inputs = call.moving_outputs = 0;
  call.stored.clear();
  call.spans_rows = call.chain != nullptr;
  for (size_t port = 0; port < plan.inputs.size(); ++port) {
    for (int c = 0; c < channels_of(plan, port); ++c) {
      const float*& pointer = call.args.in[port][static_cast<size_t>(c)];
      bool moves = false;
      pointer = plan.inputs[port] >= 0 ? value_row(place_.value(plan.inputs[port]), c, columns, moves)
                                       : image_row(plan.input_images[port], c, columns, moves);
      if (moves) call.moving_in[static_cast<size_t>(call.moving_inputs++)] = &pointer;
      call.spans_rows = call.spans_rows && (loads || moves);
    }
  }
  for (size_t port = 0; port < last.outputs.size(); ++port) {
    const IslandValue& made = place_.value(last.outputs[port]);
    for (int c = 0; c < made.channels; ++c) {
      float*& pointer = call.args.out[port][static_cast<size_t>(c)];
      bool moves = false;
      pointer = value_row(made, c, columns, moves);
      if (moves) call.moving_out[static_cast<size_t>(call.moving_outputs++)] = &pointer;
      call.spans_rows = call.spans_rows && (stores || moves);
    }
    if (made.image >= 0 && !writes_in_place(made, columns) && !stores) call.stored.push_back(last.outputs[port]);
  }
}

int StripRows::channels_of(const NodePlan& plan, size_t port) const {
  if (plan.inputs[port] >= 0) return place_.value(plan.inputs[port]).channels;
  return plan.input_images[port] >= 0 ? place_.input(plan.input_images[port]).channels() : 0;
}

// The row of a value from the first column on: the picture itself where it is f32 and nobody needs more, a ring, or a
// batch, which does not move on.
float* StripRows::value_row(const IslandValue& v, int channel, const Columns& columns, bool& moves) const {
  moves = v.ring_rows > 0 || writes_in_place(v, columns);
  if (v.ring_rows == 0 && moves) {
    return reinterpret_cast<float*>(place_.output(v.image).writable_row_data(channel, columns.y)) + columns.first;
  }
  return row_memory(v, channel, columns.first, columns.y);
}

const float* StripRows::image_row(int index, int channel, const Columns& columns, bool& moves) const {
  const Image& image = place_.input(index);
  moves = reads_in_place(image, columns);
  if (moves) return reinterpret_cast<const float*>(image.row_data(channel, columns.y)) + columns.first;
  return place_.image_batch(index) + static_cast<size_t>(channel) * kBatch;
}

float* StripRows::row_memory(const IslandValue& v, int channel, int x, int y) const {
  return v.ring_rows > 0 ? place_.ring_at(v, channel, x, y)
                         : place_.memory() + v.offset + static_cast<size_t>(channel) * kBatch;
}

bool StripRows::writes_in_place(const IslandValue& v, const Columns& columns) const {
  const Rect& region = place_.region();
  return v.image >= 0 && v.ring_rows == 0 && !place_.streams(place_.output(v.image)) &&
         in_place(place_.output(v.image), columns.first, columns.count()) && columns.first >= region.x &&
         columns.end <= region.right() && columns.y >= region.y && columns.y < region.bottom();
}

// Kernels never see an input that changes under them.
bool StripRows::reads_in_place(const Image& image, const Columns& columns) const {
  return in_place(image, columns.first, columns.count()) &&
         std::none_of(run_.outputs.begin(), run_.outputs.end(),
                      [&](const Image& output) { return output.shares_memory_with(image); });
}

// What is not f32 is converted once a batch for all nodes that read it.
void StripRows::load_batch(int index, int x, int y, int count) const {
  const Image& image = place_.input(index);
  float* batch = place_.image_batch(index);
  for (int c = 0; c < image.channels(); ++c) {
    load_row(image.format(), sample_at(image.row_data(c, y), image.format(), x),
             batch + static_cast<size_t>(c) * kBatch, static_cast<size_t>(count));
  }
}

}  // namespace lightbench::detail
