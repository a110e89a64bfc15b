#include "ui/core/node_kind.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

namespace lightbench::ui {
namespace {

struct TypeIcon {
  std::string_view type;
  const char* icon;
};

constexpr TypeIcon kIcons[] = {
    {"input", "picture"},
    {"output", "output"},
    {"test_pattern", "gradient"},
    {"exposure", "sun"},
    {"brightness_contrast", "contrast"},
    {"gamma", "gamma"},
    {"levels", "levels"},
    {"curve", "curve"},
    {"invert", "invert"},
    {"saturation", "palette"},
    {"color_matrix", "matrix"},
    {"clamp", "levels"},
    {"hue_rotate", "rotate"},
    {"grayscale", "circle"},
    {"srgb_to_linear", "gamma"},
    {"linear_to_srgb", "gamma"},
    {"vignette", "vignette"},
    {"threshold", "threshold"},
    {"otsu_threshold", "threshold"},
    {"equalize", "histogram"},
    {"clahe", "histogram"},
    {"lut3d", "table"},
    {"box_blur", "droplet"},
    {"gaussian_blur", "droplet"},
    {"fast_blur", "droplet"},
    {"median", "median"},
    {"bilateral", "bilateral"},
    {"guided_filter", "bilateral"},
    {"nlm_denoise", "noisy"},
    {"unsharp_mask", "sharpen"},
    {"convolve", "convolve"},
    {"sobel", "edges"},
    {"laplacian", "edges"},
    {"canny", "edges"},
    {"erode", "morphology"},
    {"dilate", "morphology"},
    {"open", "morphology"},
    {"close", "morphology"},
    {"resize", "resize"},
    {"crop", "crop"},
    {"flip", "flip"},
    {"rotate", "rotate"},
    {"blend", "blend"},
    {"split_channels", "share"},
    {"add_noise", "noise"},
    {"image_metrics", "metrics"},
    {"jpeg_roundtrip", "file"},
    {"onnx_model", "model"},
};

constexpr std::array<const char*, kCategoryCount> kCategoryIcons = {"picture", "sun",   "droplet", "edges",
                                                                    "crop",    "blend", "metrics", "model"};
constexpr std::array<const char*, kCategoryCount> kCategoryLabels = {"In and out", "Tone",    "Filter",  "Edges, shape",
                                                                     "Geometry",   "Combine", "Measure", "Model"};
constexpr std::array<const char*, kSocketTypeCount> kSocketLabels = {"image", "mask", "tensor", "number", "classes"};

}  // namespace

QString nodeIcon(const OperatorDef* def) {
  if (def == nullptr) return QStringLiteral("help");
  const auto found = std::find_if(std::begin(kIcons), std::end(kIcons),
                                  [def](const TypeIcon& entry) { return entry.type == def->id; });
  if (found != std::end(kIcons)) return QString::fromLatin1(found->icon);
  return QString::fromLatin1(kCategoryIcons[static_cast<size_t>(categoryOf(def))]);
}

Category categoryOf(const OperatorDef* def) {
  return def == nullptr ? Category::kInOut : static_cast<Category>(def->category);
}

QString categoryLabel(Category category) { return QString::fromLatin1(kCategoryLabels[static_cast<size_t>(category)]); }

SocketType socketTypeOf(PortType type) { return static_cast<SocketType>(type); }

PortType portTypeOf(SocketType type) { return static_cast<PortType>(type); }

QString socketTypeLabel(SocketType type) { return QString::fromLatin1(kSocketLabels[static_cast<size_t>(type)]); }

}  // namespace lightbench::ui
