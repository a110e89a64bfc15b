// Step 4 of canny: strong pixels make their weak neighbours strong, and so on.
#pragma once

#include <vector>

#include "engine/image/image.h"

namespace lightbench {

struct Place {
  int x, y;
};

class EdgeTracer {
 public:
  // `classes`: a u8 plane of EdgeClass.
  explicit EdgeTracer(Image& classes) : plane_(classes.writable_plane<uint8_t>(0)) {}

  // From the strong pixels of rows [first, end), inside these rows; neighbours beyond them are put into `beyond`,
  // unread: another worker may be writing them.
  void trace_rows(int first, int end, std::vector<Place>& beyond);

  // From places that trace_rows() left over; they count where they are weak.
  void trace_places(const std::vector<Place>& places);

 private:
  void finish(int first, int end, std::vector<Place>* beyond);
  void spread(Place from, int first, int end, std::vector<Place>* beyond);

  PlaneView<uint8_t> plane_;
  std::vector<Place> open_;
};

}  // namespace lightbench
