// Rows of bytes at exactly half or twice the size, where weights are quarters and all sums whole numbers: what the
// general sums of resample_bytes.h come to, bit by bit, at the speed of memory.
//
// Rows are read and written up to whole vectors of 64 bytes, as pictures' rows allow. With `stream` targets, which then
// are multiples of 64, may be written past the caches: hwy::FlushStream() after the last one.
#pragma once

#include <cstdint>

namespace lightbench {

// target[x] = the rounded mean of the samples 2x and 2x + 1 of both rows.
void average_fours(const uint8_t* upper, const uint8_t* lower, uint8_t* target, int width, bool stream);

// target[x] = 3 · near[x] + far[x]: four times a row a quarter of the way from `near` to `far`.
void add_threefold(const uint8_t* near, const uint8_t* far, uint16_t* target, int width);

// The same along a row of such sums, to levels: target[2x] lies between row[x] and row[x - 1], target[2x + 1] between
// row[x] and row[x + 1], for x below `width`.
void spread_to_twice(const uint16_t* row, uint8_t* target, int width, bool stream);

}  // namespace lightbench
