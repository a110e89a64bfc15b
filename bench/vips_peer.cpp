// libvips as its documentation suggests: pictures in memory, whole result computed into memory.
#include <vips/vips.h>
#include <memory>

#include "bench/rows.h"

namespace lightbench::bench::vips {
namespace {

struct Holder {
  cv::Mat out;
};

VipsImage* wrap(const cv::Mat& picture) {
  return vips_image_new_from_memory(picture.data, picture.total() * picture.elemSize(), picture.cols, picture.rows, 3,
                                    VIPS_FORMAT_UCHAR);
}

void compute(VipsImage* image, cv::Mat& out) {
  size_t size = 0;
  void* memory = vips_image_write_to_memory(image, &size);
  if (memory == nullptr) throw std::runtime_error(vips_error_buffer());
  out = cv::Mat(image->Ysize, image->Xsize, CV_8UC3, memory).clone();
  g_free(memory);
}

}  // namespace

void start(int threads) {
  static const int started = VIPS_INIT("lightbench-bench");
  if (started != 0) throw std::runtime_error("libvips does not start");
  vips_concurrency_set(threads);
  vips_cache_set_max(0);  // no result may be remembered between rounds
}

Contestant fast_blur(const cv::Mat& picture, int radius) {
  auto holder = std::make_shared<Holder>();
  return {
      "libvips",
      [picture, radius, holder] {
        const int window = 2 * radius + 1;
        VipsImage* mask = vips_image_new_matrix(window, 1);
        for (int x = 0; x < window; ++x) *VIPS_MATRIX(mask, x, 0) = 1;
        vips_image_set_double(mask, "scale", window);
        VipsImage* stage[4] = {wrap(picture)};
        for (int pass = 0; pass < 3; ++pass) {
          if (vips_convsep(stage[pass], &stage[pass + 1], mask, "precision", VIPS_PRECISION_INTEGER, nullptr) != 0) {
            throw std::runtime_error(vips_error_buffer());
          }
        }
        compute(stage[3], holder->out);
        for (VipsImage* image : stage) g_object_unref(image);
        g_object_unref(mask);
      },
      [holder] { return holder->out; }};
}

Contestant gaussian_blur(const cv::Mat& picture, double sigma) {
  auto holder = std::make_shared<Holder>();
  return {"libvips",
          [picture, sigma, holder] {
            VipsImage* source = wrap(picture);
            VipsImage* blurred = nullptr;
            if (vips_gaussblur(source, &blurred, sigma, "min_ampl", 0.01, nullptr) != 0) {
              throw std::runtime_error(vips_error_buffer());
            }
            compute(blurred, holder->out);
            g_object_unref(blurred);
            g_object_unref(source);
          },
          [holder] { return holder->out; }};
}

Contestant median(const cv::Mat& picture, int side) {
  auto holder = std::make_shared<Holder>();
  return {"libvips",
          [picture, side, holder] {
            VipsImage* source = wrap(picture);
            VipsImage* filtered = nullptr;
            if (vips_median(source, &filtered, side, nullptr) != 0) throw std::runtime_error(vips_error_buffer());
            compute(filtered, holder->out);
            g_object_unref(filtered);
            g_object_unref(source);
          },
          [holder] { return holder->out; }};
}

}  // namespace lightbench::bench::vips
