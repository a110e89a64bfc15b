// Sorting networks on keys of four pixels at once (engine/operators/median_network.cpp). What of a network reaches no
// result, the compiler leaves out.
void sort_two(inout ivec4 a, inout ivec4 b) {
  ivec4 low = min(a, b);
  b = max(a, b);
  a = low;
}

void sort_five(inout ivec4 a, inout ivec4 b, inout ivec4 c, inout ivec4 d, inout ivec4 e) {
  sort_two(a, b);
  sort_two(d, e);
  sort_two(c, e);
  sort_two(c, d);
  sort_two(a, d);
  sort_two(a, c);
  sort_two(b, e);
  sort_two(b, d);
  sort_two(b, c);
}

ivec4 middle_of_three(ivec4 a, ivec4 b, ivec4 c) { return max(min(a, b), min(max(a, b), c)); }

// Of thirteen, by forgetting: of eight the extremes cannot be the middle one, and so on with one more each time.
ivec4 middle_of_thirteen(ivec4 all[13]) {
  [[unroll]] for (int first = 0; first < 5; ++first) {
    // The smallest of all[first] … all[7] goes to the front, the largest to the end, where the next takes its place.
    const int count = 8 - first;
    [[unroll]] for (int k = 0; k < count / 2; ++k) sort_two(all[first + k], all[7 - k]);
    [[unroll]] for (int k = 1; k < (count + 1) / 2; ++k) sort_two(all[first], all[first + k]);
    [[unroll]] for (int k = count / 2; k < count - 1; ++k) sort_two(all[first + k], all[7]);
    if (first < 4) all[7] = all[8 + first];
  }
  return middle_of_three(all[12], all[5], all[6]);
}
