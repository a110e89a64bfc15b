#include "tests/operators/conformance_table.h"

#include <QtCore>

#include <cmath>
#include <string>

namespace lightbench::testing {
namespace {

ParamValue text(const char* value) { return std::string(value); }

// The name of a .cube file of 5 samples a side with colours mixed and bent.
ParamValue cube_file(const char* domain) {
  static QTemporaryDir folder;
  QByteArray bytes = QByteArray(domain) + "LUT_3D_SIZE 5\n";
  for (int i = 0; i < 125; ++i) {
    const double red = i % 5 / 4.0;
    const double green = i / 5 % 5 / 4.0;
    const double blue = i / 25 / 4.0;
    for (const double value : {red * red, 0.2 + 0.7 * green * (1 - 0.3 * red), blue - 0.4 * green}) {
      bytes += QByteArray::number(value, 'g', 9) + " ";
    }
    bytes += "\n";
  }
  const QString path = folder.filePath(QString::number(qHash(bytes)) + ".cube");
  QFile file(path);
  if (file.open(QIODevice::WriteOnly)) file.write(bytes);
  return path.toStdString();
}

}  // namespace

std::vector<ConformanceRow> conformance_table() {
  const std::vector<std::vector<int>> color = {{3}, {4}};
  const ParamValue s_curve = NumberTable{5, 2, {0, 0, 0.2, 0.1, 0.5, 0.5, 0.8, 0.95, 1, 1}};
  NumberTable dense{25, 2, {}};
  for (int i = 0; i < dense.rows; ++i) {
    const double x = (1 - std::cos(i * std::acos(-1.0) / (dense.rows - 1))) / 2;  // close together at the ends
    dense.values.insert(dense.values.end(), {x, std::sqrt(x) + 0.01 * (i % 2)});
  }
  const ParamValue matrix = NumberTable{3, 4, {1.1, -.1, .05, .02, .03, .9, .02, -.01, -.05, .1, 1.0, .0}};
  const ParamValue kernel = NumberTable{3, 5, {1, 2, 0, -1, 1, 0, 3, 4, 0, -2, 2, 0, 1, 0, 1}};

  std::vector<ConformanceRow> table;
  const auto add = [&](ConformanceRow row) { table.push_back(std::move(row)); };
  // Windows are slow in the reference: fewer channel counts and no very wide picture.
  const auto add_window = [&](ConformanceRow row) {
    row.channels = {{1}, {2}, {4}};
    row.sizes = {{1, 1}, {7, 5}, {67, 69}, {1, 33}, {64, 1}};
    table.push_back(std::move(row));
  };

  // Rank filters give samples of their input.
  const auto exact = [](ConformanceRow row) {
    row.tolerance = 0;
    return row;
  };

  ConformanceRow test_pattern{"test_pattern"};
  for (const char* kind : {"gradient", "checker", "zone_plate", "noise"}) {
    test_pattern.params.push_back({{"kind", text(kind)}, {"width", int64_t{530}}, {"height", int64_t{129}}});
  }
  test_pattern.channels = {{}};
  test_pattern.sizes = {{1, 1}};  // it makes its own
  add(test_pattern);

  add({"exposure", {{}, {{"stops", -0.4}}, {{"stops", 3.0}}}});
  add({"brightness_contrast", {{}, {{"brightness", 0.2}, {"contrast", -0.3}}}});
  add({"gamma", {{}, {{"gamma", 2.2}}, {{"gamma", 0.3}}}});
  add({"levels",
       {{},
        {{"in_black", 0.1}, {"in_white", 0.8}, {"gamma", 1.7}, {"out_black", 0.05}, {"out_white", 0.9}},
        {{"in_black", 0.9}, {"in_white", 0.2}}}});
  add({"curve", {{}, {{"points", s_curve}}, {{"points", dense}}}});
  add({"invert"});
  add({"clamp", {{}, {{"low", 0.2}, {"high", 0.7}}}});
  add({"saturation", {{}, {{"amount", 0.0}}, {{"amount", 1.8}}}});
  ConformanceRow lut{"lut3d",
                     {{{"path", cube_file("")}}, {{"path", cube_file("DOMAIN_MIN -0.5 0 0.1\nDOMAIN_MAX 2 1 0.8\n")}}}};
  lut.channels = color;
  lut.quiet_params = {"path"};  // another name is a file that is not there
  add(lut);
  add({"hue_rotate", {{}, {{"degrees", 120.0}}, {{"degrees", -75.0}}, {{"degrees", 3599.0}}}});
  add({"color_matrix", {{}, {{"matrix", matrix}}}, color});
  add({"grayscale", {{}, {{"weights", text("rec709")}}, {{"weights", text("average")}}}});
  add({"srgb_to_linear"});
  add({"linear_to_srgb"});
  add({"vignette", {{}, {{"strength", 0.9}, {"radius", 0.6}}, {{"strength", -0.5}}}});
  add({"threshold", {{}, {{"level", 0.25}}}});

  const auto add_histogram = [&](ConformanceRow row) {
    row.sizes = {{1, 1}, {7, 5}, {67, 69}, {1, 33}, {64, 1}};
    row.tolerance = 5e-5;  // curves are steep where few samples make up a whole histogram
    table.push_back(std::move(row));
  };
  add({"otsu_threshold"});
  add_histogram({"equalize"});
  add_histogram({"clahe", {{}, {{"clip", 0.0}, {"tiles", int64_t{3}}}, {{"clip", 7.5}, {"tiles", int64_t{1}}}}});

  add_window({"box_blur", {{}, {{"radius", int64_t{4}}}}});
  add_window({"gaussian_blur", {{}, {{"sigma", 2.5}}}});
  add_window({"fast_blur", {{}, {{"sigma", 1.5}}, {{"sigma", 4.4}}}});
  add_window(exact({"median", {{}, {{"radius", int64_t{2}}}, {{"radius", int64_t{3}}}}}));
  ConformanceRow bilateral{"bilateral",
                           {{},
                            {{"radius", int64_t{2}}, {"sigma_color", 0.25}, {"sigma_space", 1.2}},
                            {{"radius", int64_t{3}}, {"sigma_color", 1.5}}}};
  bilateral.byte_tolerance = 0.25 / 255;  // of the integer sums, see byte_bilateral.h
  add_window(bilateral);
  ConformanceRow guided{"guided_filter",
                        {{}, {{"radius", int64_t{2}}, {"epsilon", 0.05}}, {{"radius", int64_t{3}}, {"epsilon", 1e-4}}},
                        {{1, 1}, {3, 1}, {4, 3}, {2, 1}}};
  guided.sizes = {{1, 1}, {7, 5}, {67, 69}, {1, 33}, {64, 1}};
  add(guided);
  ConformanceRow nlm{"nlm_denoise",
                     {{{"patch", int64_t{1}}, {"search", int64_t{3}}},
                      {{"patch", int64_t{2}}, {"search", int64_t{2}}, {"strength", 0.2}}}};
  nlm.channels = {{1}, {2}, {4}};
  nlm.sizes = {{1, 1}, {7, 5}, {33, 40}, {1, 33}, {64, 1}};
  add(nlm);
  add_window({"unsharp_mask", {{}, {{"sigma", 1.5}, {"amount", 1.3}}, {{"threshold", 0.05}}}});
  // Another method is another key and the same picture but for rounding.
  ConformanceRow convolve{"convolve", {{}, {{"kernel", kernel}, {"normalize", false}}}};
  convolve.quiet_params = {"method"};
  for (const char* border : {"reflect101", "replicate", "zero"}) {
    for (const char* method : {"direct", "separable", "fft"}) {
      convolve.params.push_back({{"kernel", kernel}, {"border", text(border)}, {"method", text(method)}});
    }
  }
  add_window(convolve);
  add_window(exact({"erode", {{}, {{"radius", int64_t{3}}, {"shape", text("disk")}}}}));
  add_window(exact({"dilate", {{}, {{"radius", int64_t{3}}, {"shape", text("disk")}}}}));
  add_window(exact({"open", {{}, {{"radius", int64_t{2}}, {"shape", text("disk")}}}}));
  add_window(exact({"close", {{}, {{"radius", int64_t{2}}, {"shape", text("disk")}}}}));
  // The forms that take over from a radius or sigma on; small pictures, the references are slow there.
  const auto add_large = [&](ConformanceRow row) {
    row.channels = {{1}, {2}};
    row.sizes = {{1, 1}, {7, 5}, {33, 40}};
    table.push_back(std::move(row));
  };
  add_large({"box_blur", {{{"radius", int64_t{12}}}, {{"radius", int64_t{30}}}}});
  add_large({"fast_blur", {{{"sigma", 6.0}}, {{"sigma", 20.0}}}});
  // Longer than what the running sums keep between two boxes.
  for (ConformanceRow row : {ConformanceRow{"box_blur", {{{"radius", int64_t{9}}}}},
                             ConformanceRow{"fast_blur", {{{"sigma", 2.2}}, {{"sigma", 9.5}}}}}) {
    row.channels = {{1}};
    row.sizes = {{5, 300}, {270, 3}};
    table.push_back(row);
  }
  // Kernels larger than most of the pictures: of full rank, of rank one, and mostly zeros.
  NumberTable full{19, 23, {}}, single{19, 23, {}}, sparse{19, 23, {}};
  for (int i = 0; i < 19 * 23; ++i) {
    full.values.push_back(0.2 + (i * 7919 % 101) / 101.0);
    single.values.push_back((1 + i / 23 % 5) * (1 + i % 23 * 0.25));
    sparse.values.push_back(i % 11 == 0 ? 1.0 + i % 3 : 0.0);
  }
  ConformanceRow large{"convolve", {}};
  large.quiet_params = {"method"};
  for (const NumberTable& table_of_weights : {full, single, sparse}) {
    for (const char* method : {"auto", "direct", "separable", "fft"}) {
      large.params.push_back({{"kernel", table_of_weights}, {"method", text(method)}});
    }
  }
  // Few pairs and far fewer products than the table.
  NumberTable two{31, 31, {}};
  for (int i = 0; i < 31 * 31; ++i) {
    two.values.push_back((1 + i / 31 % 5) * (1 + i % 31 * 0.25) + (i / 31 % 3) * (i % 31 % 4));
  }
  large.params.push_back({{"kernel", two}});
  add_large(large);
  add_large(exact({"median", {{{"radius", int64_t{9}}}}}));
  add_large(exact({"erode", {{{"radius", int64_t{12}}}}}));
  add_large(exact(
      {"dilate",
       {{{"radius", int64_t{12}}, {"shape", text("disk")}}, {{"radius", int64_t{130}}, {"shape", text("disk")}}}}));
  ConformanceRow gaussian{"gaussian_blur", {{{"sigma", 9.0}}, {{"sigma", 3.1}}}};
  gaussian.tolerance = 2.5e-3;  // the stand-in's stated bound, see gaussian_strips.h
  gaussian.proxy = false;       // back to the direct form there
  add_large(gaussian);
  ConformanceRow unsharp{"unsharp_mask", {{{"sigma", 9.0}}}};
  unsharp.tolerance = 1e-3;
  unsharp.proxy = false;
  add_large(unsharp);
  add_window({"sobel"});
  add_window({"laplacian"});
  ConformanceRow canny{
      "canny", {{}, {{"low", 0.02}, {"high", 0.9}, {"sigma", 0.0}}, {{"low", 0.3}, {"high", 0.6}, {"sigma", 4.0}}}};
  add_window(canny);

  add({"add_noise",
       {{},
        {{"kind", text("uniform")}, {"sigma", 0.2}},
        {{"kind", text("salt_pepper")}, {"amount", 0.3}, {"seed", int64_t{7}}}}});

  ConformanceRow resize{"resize",
                        {{{"width", int64_t{40}}, {"height", int64_t{77}}}, {{"scale", 0.3}}, {{"scale", 1.7}}}};
  resize.byte_tolerance = 0.2 / 255;  // see resample_bytes.h
  for (const char* method : {"nearest", "cubic", "lanczos3", "area"}) {
    resize.params.push_back({{"scale", 0.6}, {"method", text(method)}});
    resize.params.push_back({{"scale", 1.9}, {"method", text(method)}});
  }
  add_window(resize);
  ConformanceRow crop{"crop",
                      {{}, {{"x", int64_t{2}}, {"y", int64_t{1}}, {"width", int64_t{30}}, {"height", int64_t{20}}}}};
  crop.proxy = false;  // rounds its rectangle itself at a proxy level, which a reference is not told
  add_window(crop);
  ConformanceRow rotate{"rotate", {{{"degrees", 90.0}}, {{"degrees", -720.0}}}};
  for (const char* method : {"linear", "nearest", "cubic", "lanczos3"}) {
    rotate.params.push_back({{"degrees", 33.5}, {"method", text(method)}});
    rotate.params.push_back({{"degrees", -100.0}, {"method", text(method)}});
  }
  add_window(rotate);
  add_window({"flip", {{}, {{"axis", text("vertical")}}}});

  ConformanceRow blend{
      "blend", {{}, {{"opacity", 0.6}}}, {{1, 1, 0}, {3, 3, 1}, {4, 1, 0}, {3, 4, 1}, {2, 1, 1}, {2, 2, 0}}};
  for (const char* mode : {"multiply", "screen", "overlay", "add", "subtract", "difference", "min", "max"}) {
    blend.params.push_back({{"mode", text(mode)}, {"opacity", 0.7}});
  }
  blend.sizes = {{1, 1}, {7, 5}, {65, 33}, {1, 33}, {1030, 2}};
  add(blend);

  add({"split_channels"});
  add({"merge_channels", {{}}, {{1, 0, 0, 0}, {1, 0, 0, 1}, {1, 1, 1, 0}, {1, 0, 1, 0}, {1, 1, 0, 1}, {1, 1, 1, 1}}});

  ConformanceRow jpeg{"jpeg_roundtrip"};
  for (const int64_t quality : {1, 10, 75, 89, 90, 100}) jpeg.params.push_back({{"quality", quality}});
  jpeg.sizes = {{1, 1}, {4, 3}, {7, 5}, {67, 69}};  // up to four columns halved colours are repeated
  add(jpeg);

  ConformanceRow metrics{"image_metrics"};
  metrics.channels = {{1, 1}, {3, 3}, {4, 1}};
  metrics.sizes = {{1, 1}, {7, 5}, {67, 69}};
  add(metrics);
  return table;
}

}  // namespace lightbench::testing
