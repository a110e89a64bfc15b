// OpenCV as a careful user writes it: preallocated Mats, the library's own functions, reflect101 borders.
#include <cmath>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "bench/rows.h"

namespace lightbench::bench::opencv {
namespace {

struct Mats {
  cv::Mat a, b, c, out;
};

Contestant contestant(std::shared_ptr<Mats> mats, std::function<void(Mats&)> work) {
  return {"opencv", [mats, work] { work(*mats); }, [mats] { return mats->out; }};
}

const cv::Matx34f kMatrix(1.1f, -.05f, -.05f, 0, -.05f, 1.1f, -.05f, 0, -.05f, -.05f, 1.1f, 0);

cv::Matx33f saturation_matrix(float amount) {
  const float luma[3] = {.2126f, .7152f, .0722f};
  cv::Matx33f matrix;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      matrix(row, column) = (1 - amount) * luma[column] + (row == column ? amount : 0);
    }
  }
  return matrix;
}

cv::Mat linear_table() {
  cv::Mat table(1, 256, CV_32FC1);
  for (int i = 0; i < 256; ++i) {
    const double v = i / 255.0;
    table.at<float>(i) = static_cast<float>(v <= .04045 ? v / 12.92 : std::pow((v + .055) / 1.055, 2.4));
  }
  return table;
}

cv::Mat vignette_field(cv::Size size, float strength) {
  cv::Mat field(size, CV_32FC3);
  const double half_diagonal = std::hypot(size.width, size.height) / 2;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double d = std::min(1.0, std::hypot(x + .5 - size.width / 2.0, y + .5 - size.height / 2.0) / half_diagonal);
      field.at<cv::Vec3f>(y, x) = cv::Vec3f::all(static_cast<float>(1 - strength * d * d * (3 - 2 * d)));
    }
  }
  return field;
}

}  // namespace

Contestant fast_blur(const cv::Mat& picture, int radius) {
  return contestant(std::make_shared<Mats>(), [picture, radius](Mats& m) {
    const cv::Size window(2 * radius + 1, 2 * radius + 1);
    cv::boxFilter(picture, m.a, -1, window, {-1, -1}, true, cv::BORDER_REFLECT_101);
    cv::boxFilter(m.a, m.b, -1, window, {-1, -1}, true, cv::BORDER_REFLECT_101);
    cv::boxFilter(m.b, m.out, -1, window, {-1, -1}, true, cv::BORDER_REFLECT_101);
  });
}

Contestant gaussian_blur(const cv::Mat& picture, double sigma) {
  return contestant(std::make_shared<Mats>(), [picture, sigma](Mats& m) {
    cv::GaussianBlur(picture, m.out, {0, 0}, sigma, sigma, cv::BORDER_REFLECT_101);
  });
}

Contestant six_node_chain(const cv::Mat& picture) {
  return contestant(std::make_shared<Mats>(), [picture](Mats& m) {
    picture.convertTo(m.a, CV_32F, 1 / 255.0);
    m.a.convertTo(m.b, -1, std::exp2(0.3));
    m.b.convertTo(m.a, -1, 1.1, 0.5 - 0.55 + 0.02);
    cv::transform(m.a, m.b, kMatrix);
    cv::transform(m.b, m.a, saturation_matrix(1.2f));
    cv::max(m.a, 0.0, m.b);
    cv::min(m.b, 1.0, m.a);
    cv::subtract(cv::Scalar::all(1), m.a, m.b);
    m.b.convertTo(m.out, CV_8U, 255);
  });
}

Contestant twelve_node_chain(const cv::Mat& picture) {
  auto original = std::make_shared<cv::Mat>();
  const cv::Mat table = linear_table();
  const cv::Mat vignette = vignette_field(picture.size(), 0.3f);
  return contestant(std::make_shared<Mats>(), [picture, original, table, vignette](Mats& m) {
    cv::LUT(picture, table, m.a);
    m.a.convertTo(m.b, -1, std::exp2(0.3));
    cv::transform(m.b, m.a, kMatrix);
    cv::max(m.a, 0.0, m.b);
    cv::min(m.b, 1.0, m.a);
    // S-curve v²·(3 − 2v), which the points of our curve lie on.
    m.a.convertTo(m.b, -1, -2, 3);
    cv::multiply(m.b, m.a, m.b);
    cv::multiply(m.b, m.a, m.b);
    cv::transform(m.b, m.a, saturation_matrix(1.2f));
    cv::GaussianBlur(m.a, m.b, {0, 0}, 2.0, 2.0, cv::BORDER_REFLECT_101);
    cv::GaussianBlur(m.b, m.a, {0, 0}, 1.5, 1.5, cv::BORDER_REFLECT_101);
    cv::addWeighted(m.b, 1.5, m.a, -0.5, 0, m.c);
    cv::multiply(m.c, vignette, m.a);
    cv::max(m.a, 0.0, m.a);
    cv::pow(m.a, 1 / 2.2, m.b);
    picture.convertTo(*original, CV_32F, 1 / 255.0);
    cv::addWeighted(m.b, 0.8, *original, 0.2, 0, m.a);
    m.a.convertTo(m.out, CV_8U, 255);
  });
}

}  // namespace lightbench::bench::opencv
