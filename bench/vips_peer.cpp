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
  return vips_image_new_from_memory(picture.data, picture.total() * picture.elemSize(), picture.cols, picture.rows,
                                    picture.channels(), VIPS_FORMAT_UCHAR);
}

void compute(VipsImage* image, cv::Mat& out) {
  size_t size = 0;
  void* memory = vips_image_write_to_memory(image, &size);
  if (memory == nullptr) throw std::runtime_error(vips_error_buffer());
  out = cv::Mat(image->Ysize, image->Xsize, CV_8UC(image->Bands), memory).clone();
  g_free(memory);
}

// `work` makes an 8-bit picture of one, or returns other than 0.
Contestant contestant(const cv::Mat& picture, std::function<int(VipsImage* in, VipsImage** out)> work) {
  auto holder = std::make_shared<Holder>();
  return {"libvips",
          [picture, work, holder] {
            VipsImage* source = wrap(picture);
            VipsImage* made = nullptr;
            if (work(source, &made) != 0) throw std::runtime_error(vips_error_buffer());
            compute(made, holder->out);
            g_object_unref(made);
            g_object_unref(source);
          },
          [holder] { return holder->out; }};
}

// Of a picture of another format: rounded towards 0, clipped.
int to_bytes(VipsImage* made, VipsImage** out) {
  const int result = vips_cast_uchar(made, out, nullptr);
  g_object_unref(made);
  return result;
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
  return contestant(picture, [sigma](VipsImage* in, VipsImage** out) {
    return vips_gaussblur(in, out, sigma, "min_ampl", 0.01, nullptr);
  });
}

Contestant median(const cv::Mat& picture, int side) {
  return contestant(picture, [side](VipsImage* in, VipsImage** out) { return vips_median(in, out, side, nullptr); });
}

Contestant sobel(const cv::Mat& picture) {
  return contestant(picture, [](VipsImage* in, VipsImage** out) { return vips_sobel(in, out, nullptr); });
}

Contestant threshold(const cv::Mat& picture, double level) {
  return contestant(picture,
                    [level](VipsImage* in, VipsImage** out) { return vips_more_const1(in, out, level, nullptr); });
}

Contestant recombine(const cv::Mat& picture, const cv::Mat& weights) {
  return contestant(picture, [weights](VipsImage* in, VipsImage** out) {
    VipsImage* matrix = vips_image_new_matrix(weights.cols, weights.rows);
    for (int y = 0; y < weights.rows; ++y) {
      for (int x = 0; x < weights.cols; ++x) *VIPS_MATRIX(matrix, x, y) = weights.at<double>(y, x);
    }
    VipsImage* made = nullptr;
    const int result = vips_recomb(in, &made, matrix, nullptr);
    g_object_unref(matrix);
    return result != 0 ? result : to_bytes(made, out);
  });
}

Contestant linear(const cv::Mat& picture, double slope, double offset) {
  return contestant(picture, [slope, offset](VipsImage* in, VipsImage** out) {
    return vips_linear1(in, out, slope, offset, "uchar", TRUE, nullptr);
  });
}

}  // namespace lightbench::bench::vips
