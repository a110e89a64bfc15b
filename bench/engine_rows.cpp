// Rows of the engine itself: what a run costs beside its pixels, and the step between planar and interleaved.
#include <opencv2/imgproc.hpp>

#include "bench/rows.h"
#include "engine/image/convert.h"

namespace lightbench::bench {
namespace {

// Interleaved bytes to planes and back, as a decoder and an encoder do it.
Contestant our_planes(Engine& engine, const cv::Mat& picture) {
  struct Work {
    cv::Mat picture;
    cv::Mat back;
    Image planes;
  };
  auto work = std::make_shared<Work>();
  work->picture = picture;
  work->back.create(picture.size(), picture.type());
  work->planes = Image::allocate({picture.cols, picture.rows, 3, SampleFormat::kU8}, engine.buffers).value();
  return {"lightbench",
          [work, &engine] {
            const int rows = work->picture.rows;
            const size_t columns = static_cast<size_t>(work->picture.cols);
            constexpr int kRows = 16;
            const auto band = [&](int64_t index, int) {
              for (int y = static_cast<int>(index) * kRows; y < std::min(rows, static_cast<int>(index + 1) * kRows);
                   ++y) {
                void* planes[3];
                for (int c = 0; c < 3; ++c) planes[c] = work->planes.writable_row_data(c, y);
                deinterleave_row(work->picture.ptr(y), planes, 3, columns, 1);
                interleave_row(planes, work->back.ptr(y), 3, columns, 1);
              }
            };
            engine.workers.run((rows + kRows - 1) / kRows, band, CancelToken());
          },
          [work] { return work->back; }};
}

Contestant opencv_planes(const cv::Mat& picture) {
  struct Work {
    std::vector<cv::Mat> planes;
    cv::Mat back;
  };
  auto work = std::make_shared<Work>();
  return {"opencv",
          [work, picture] {
            cv::split(picture, work->planes);
            cv::merge(work->planes, work->back);
          },
          [work] { return work->back; }};
}

}  // namespace

void add_engine_rows(std::vector<Row>& rows, const cv::Mat& picture, Engine& engine) {
  rows.push_back({"planes",
                  "interleaved RGB8 to planes and back (OpenCV: split, merge)",
                  0,
                  0,
                  0.0,
                  {our_planes(engine, picture), opencv_planes(picture)}});
  const cv::Mat small = picture(cv::Rect(0, 0, 64, 64)).clone();
  rows.push_back({"chain_6_64px",
                  "the 6-node chain on 64 × 64 pixels: graph, plan and trace more than pixels",
                  0,
                  0,
                  1.0,
                  {our_contestant(engine, small, six_nodes()), opencv::six_node_chain(small)}});
}

}  // namespace lightbench::bench
