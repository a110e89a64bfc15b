#include "ui/core/device_names.h"

namespace lightbench::ui {
namespace {

QString text(std::string_view value) { return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())); }

}  // namespace

QString isaLabel(std::string_view isa) {
  if (isa == "avx512") return QStringLiteral("AVX-512");
  if (isa == "scalar") return QStringLiteral("scalar");
  return text(isa).toUpper();
}

QString deviceLabel(std::string_view backend) {
  if (backend == "vulkan") return QStringLiteral("Vulkan");
  if (backend == "cpu") return QStringLiteral("CPU");
  if (backend == "auto") return QStringLiteral("Auto");
  return text(backend);
}

}  // namespace lightbench::ui
