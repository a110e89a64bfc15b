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

void StripRows::run(const IslandUnit& unit, int y, SampledTimes* sampled) {
  const Columns columns{place_.first_column(unit.reach_x), place_.end_column(unit.reach_x), y};
  std::vector<RowCall>& calls = calls_of(unit, columns, sampled != nullptr);
  for (RowCall& call : calls) connect(call, columns);
  const bool whole = calls.size() == 1 && calls[0].spans_rows;
  const int batch = whole ? std::max(1, columns.count()) : kBatch;
  for (int x = columns.first; x < columns.end; x += batch) {
    int64_t last = sampled != nullptr ? now_ns() : 0;
    for (RowCall& call : calls) {
      run_batch(call, x, std::min(batch, columns.end - x));
      if (sampled != nullptr) {
        const int64_t now = now_ns();
        sampled->add(static_cast<size_t>(call.node), now - last);
        last = now;
      }
    }
    if (sampled != nullptr) sampled->count_readings(1 + static_cast<int64_t>(calls.size()));
  }
  for (int node : unit.nodes) {
    for (int output : place_.plan(node).outputs) {
      if (place_.value(output).ring_rows > 0) place_.extend(place_.value(output), y);
    }
  }
}

void StripRows::run_batch(RowCall& call, int x, int count) const {
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
  const auto move = [](auto& ports, const std::array<bool, kMaxPorts>& moving) {
    for (size_t port = 0; port < kMaxPorts; ++port) {
      if (!moving[port]) continue;
      for (auto& row : ports[port]) row += row != nullptr ? kBatch : 0;
    }
  };
  move(call.args.in, call.moving_in);
  move(call.args.out, call.moving_out);
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

std::vector<StripRows::RowCall>& StripRows::calls_of(const IslandUnit& unit, const Columns& columns, bool timed) {
  if (columns.y < place_.region().y || columns.y >= place_.region().bottom()) {
    prepare(edge_, unit, columns, timed);
    return edge_;
  }
  const auto index = static_cast<size_t>(&unit - program_.units.data());
  std::vector<RowCall>& calls = prepared_[2 * index + (timed ? 1 : 0)];
  if (calls.empty()) prepare(calls, unit, columns, timed);
  return calls;
}

void StripRows::prepare(std::vector<RowCall>& calls, const IslandUnit& unit, const Columns& columns, bool timed) const {
  calls.clear();
  std::vector<int> loaded;
  for (int n : unit.nodes) {
    const NodePlan& plan = place_.plan(n);
    const Rect& region = place_.region();
    if (columns.y < region.y - plan.reach_y || columns.y >= region.bottom() + plan.reach_y) continue;
    const IslandChain* chain = plan.chain < 0 || timed ? nullptr : &program_.chains[static_cast<size_t>(plan.chain)];
    if (chain && chain->nodes.front() != n) continue;
    RowCall& call = calls.emplace_back();
    call.node = n;
    call.kernel = std::get<std::unique_ptr<RowKernel>>(*place_.node(n).kernel).get();
    call.table_image = plan.table_image;
    call.chain = chain;
    if (chain) call.stages = chain->stages;
    call.first = &plan;
    call.last = chain ? &place_.plan(chain->nodes.back()) : &plan;
    for (const int image : plan.input_images) {
      if (image < 0 || reads_in_place(place_.input(image), columns)) continue;
      if (chain && image == chain->load_image) continue;
      if (std::find(loaded.begin(), loaded.end(), image) != loaded.end()) continue;
      loaded.push_back(image);
      call.loads.push_back(image);
    }
    find_ways(call, columns);
  }
}

// Which rows are handed over where they lie, and which go through batches.
void StripRows::find_ways(RowCall& call, const Columns& columns) const {
  const bool loads = call.chain && call.chain->load_image >= 0;
  const bool stores = call.chain && call.chain->store_image >= 0;
  call.spans_rows = call.chain != nullptr;
  for (size_t port = 0; port < call.first->inputs.size(); ++port) {
    const int read = call.first->inputs[port];
    const int image = call.first->input_images[port];
    call.moving_in[port] = read >= 0 ? place_.value(read).ring_rows > 0 || writes_in_place(place_.value(read), columns)
                                     : image >= 0 && reads_in_place(place_.input(image), columns);
    call.spans_rows = call.spans_rows && (loads || call.moving_in[port]);
  }
  for (size_t port = 0; port < call.last->outputs.size(); ++port) {
    const IslandValue& made = place_.value(call.last->outputs[port]);
    const bool in_place = writes_in_place(made, columns);
    call.moving_out[port] = made.ring_rows > 0 || in_place;
    call.spans_rows = call.spans_rows && (stores || call.moving_out[port]);
    if (made.image >= 0 && !in_place && !stores) call.stored.push_back(call.last->outputs[port]);
  }
}

// Points the call's rows at what is read and made.
void StripRows::connect(RowCall& call, const Columns& columns) const {
  call.args.y = columns.y;
  for (size_t port = 0; port < call.first->inputs.size(); ++port) {
    const int read = call.first->inputs[port];
    const int channels = channels_of(*call.first, port);
    for (int c = 0; c < channels; ++c) {
      call.args.in[port][static_cast<size_t>(c)] =
          read >= 0 ? value_row(place_.value(read), c, columns, call.moving_in[port])
                    : image_row(call.first->input_images[port], c, columns, call.moving_in[port]);
    }
  }
  for (size_t port = 0; port < call.last->outputs.size(); ++port) {
    const IslandValue& made = place_.value(call.last->outputs[port]);
    for (int c = 0; c < made.channels; ++c) {
      call.args.out[port][static_cast<size_t>(c)] = value_row(made, c, columns, call.moving_out[port]);
    }
  }
}

int StripRows::channels_of(const NodePlan& plan, size_t port) const {
  if (plan.inputs[port] >= 0) return place_.value(plan.inputs[port]).channels;
  return plan.input_images[port] >= 0 ? place_.input(plan.input_images[port]).channels() : 0;
}

// The row of a value from the first column on: the picture itself where it is f32 and nobody needs more, a ring, or a
// batch, which does not move on.
float* StripRows::value_row(const IslandValue& v, int channel, const Columns& columns, bool in_place) const {
  if (v.ring_rows == 0 && in_place) {
    return reinterpret_cast<float*>(place_.output(v.image).writable_row_data(channel, columns.y)) + columns.first;
  }
  return row_memory(v, channel, columns.first, columns.y);
}

const float* StripRows::image_row(int index, int channel, const Columns& columns, bool in_place) const {
  if (in_place) return reinterpret_cast<const float*>(place_.input(index).row_data(channel, columns.y)) + columns.first;
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
