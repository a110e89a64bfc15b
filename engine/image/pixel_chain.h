// A chain of light pixel formulas, run with the samples in vector registers from the load to the store.
//
// Run one after the other over rows, formulas of a few operations spend most of their time on loading what the one
// before has just stored. Here every formula is a stage: a function that takes two vectors of each colour channel in
// registers and ends by calling the next one ("threaded code"; Ertl, "Stack caching for interpreters", PLDI 1995, for
// the idea of values that stay in registers). The bits are those of the formulas run one by one.
//
// engine/image/pixel_stages-inl.h makes stages.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "engine/image/image.h"

namespace lightbench {

struct PixelChain;

struct PixelStage {
  using Code = void (*)();  // of the type that its instruction set calls (pixel_stages-inl.h)
  Code code = nullptr;
  const void* formula = nullptr;                   // constants of the code; outlives the chain
  void (*run)(const PixelChain& chain) = nullptr;  // runs chains of this instruction set
};

struct PixelChain {
  std::span<PixelStage> stages;  // all with the same `run`; the last place is free, for the store
  // [channel]; `in` and `out` may be the same memory. Channels beyond those of the formats' pictures are not looked at.
  std::array<const void*, kMaxChannels> in{};
  std::array<void*, kMaxChannels> out{};
  SampleFormat in_format = SampleFormat::kF32;  // both of chains_handle()
  SampleFormat out_format = SampleFormat::kF32;
  int in_channels = 0;
  int out_channels = 0;
  size_t count = 0;  // pixels; nothing beyond is read or written
};

// Whether chains load and store a format themselves.
constexpr bool chains_handle(SampleFormat format) { return format != SampleFormat::kF16; }

inline void run_pixel_chain(const PixelChain& chain) { chain.stages[0].run(chain); }

}  // namespace lightbench
