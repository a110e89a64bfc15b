#include "ui/theme/tokens.h"

#include <algorithm>
#include <cmath>

namespace lightbench::ui {
namespace {

QColor rgb(uint32_t hex) { return QColor::fromRgb(static_cast<QRgb>(0xff000000u | hex)); }

template <size_t N>
std::array<QColor, N> rgb(const std::array<uint32_t, N>& values) {
  std::array<QColor, N> colors;
  std::transform(values.begin(), values.end(), colors.begin(), [](uint32_t hex) { return rgb(hex); });
  return colors;
}

Tokens makeDark() {
  Tokens t;
  t.dark = true;
  t.window = rgb(0x1E1F20);
  t.panel = rgb(0x232426);
  t.field = rgb(0x191A1B);
  t.stripe = rgb(0x1E2021);
  t.raised = rgb(0x2D2F31);
  t.hover = rgb(0x383A3D);
  t.press = rgb(0x18191A);
  t.canvas = rgb(0x151617);
  t.surround = rgb(0x202020);
  t.line = rgb(0x36383B);
  t.line2 = rgb(0x55585D);
  t.ctl = rgb(0x7C8188);
  t.text = rgb(0xECEDEE);
  t.text2 = rgb(0xBCBFC4);
  t.text3 = rgb(0xA5A9AF);
  t.accent = rgb(0x4FD6B5);
  t.onaccent = rgb(0x0C1512);
  t.accentbg = rgb(0x174C41);
  t.onaccentbg = rgb(0xF1FFFB);
  t.warn = rgb(0xEDBE4E);
  t.error = rgb(0xFF8080);
  t.errorbg = rgb(0x4A2326);
  t.info = rgb(0x86B8FF);
  t.faster = rgb(0x62AEFB);
  t.slower = rgb(0xFE9D4A);
  t.outline = t.line;
  t.bar_track = t.press;
  t.dot = rgb(0x36383B);
  t.categories = rgb(std::array<uint32_t, kCategoryCount>{0xADB1B9, 0xD7AD63, 0x79BBF3, 0x89C68A, 0xBEA5EE, 0x53C9C9,
                                                          0xE798BE, 0xEF9C86});
  t.sockets = rgb(std::array<uint32_t, kSocketTypeCount>{0xD5D8DC, 0xC3A5FF, 0xFFA66B, 0x8FD67C, 0xFF9CC6});
  t.heat = rgb(std::array<uint32_t, kScaleStops>{0x5D80C0, 0x8A8CB6, 0xB099AB, 0xCFA79E, 0xE7B98D, 0xF9CE77, 0xFFE680});
  t.diverging =
      rgb(std::array<uint32_t, kScaleStops>{0x62AEFB, 0x5B90CA, 0x66809E, 0x797976, 0xA47D5F, 0xD58B54, 0xFE9D4A});
  t.tag = rgb(0x141516);
  t.ontag = rgb(0xECEDEE);
  return t;
}

Tokens makeLight() {
  Tokens t;
  t.dark = false;
  t.window = rgb(0xF0F1F2);
  t.panel = rgb(0xF8F8F9);
  t.field = rgb(0xFFFFFF);
  t.stripe = rgb(0xF1F2F3);
  t.raised = rgb(0xFFFFFF);
  t.hover = rgb(0xE4E6E9);
  t.press = rgb(0xD8DBDF);
  t.canvas = rgb(0xE7E8EA);
  t.surround = rgb(0xD0D0D0);
  t.line = rgb(0xD2D5D9);
  t.line2 = rgb(0xA4A9B0);
  t.ctl = rgb(0x7F858D);
  t.text = rgb(0x1A1C1F);
  t.text2 = rgb(0x43474D);
  t.text3 = rgb(0x5D6269);
  t.accent = rgb(0x00705B);
  t.onaccent = rgb(0xFFFFFF);
  t.accentbg = rgb(0xBFE8DC);
  t.onaccentbg = rgb(0x06231C);
  t.warn = rgb(0x7E5700);
  t.error = rgb(0xB3261E);
  t.errorbg = rgb(0xFBE3E1);
  t.info = rgb(0x1257B8);
  t.faster = rgb(0x0252A7);
  t.slower = rgb(0x933D08);
  t.outline = t.line2;
  t.bar_track = t.hover;
  t.dot = t.line2;
  t.categories = rgb(std::array<uint32_t, kCategoryCount>{0x5F636A, 0x8C6305, 0x2471A9, 0x3B7D3F, 0x765BA4, 0x027C7C,
                                                          0x9C4D75, 0xA3503C});
  t.sockets = rgb(std::array<uint32_t, kSocketTypeCount>{0x4A4E55, 0x6B40C4, 0xAD4B00, 0x2C7318, 0xB01E68});
  t.heat = rgb(std::array<uint32_t, kScaleStops>{0x5A84CA, 0x7472A9, 0x826089, 0x884F69, 0x883F4A, 0x833028, 0x752902});
  t.diverging =
      rgb(std::array<uint32_t, kScaleStops>{0x0252A7, 0x386DAC, 0x6483A6, 0x878683, 0xA67351, 0xA35829, 0x933D08});
  t.tag = rgb(0x141516);
  t.ontag = rgb(0xECEDEE);
  return t;
}

QColor along(const ColorScale& scale, double position) {
  if (!(position > 0)) return scale.front();  // also NaN
  if (position >= 1) return scale.back();
  const double at = position * (kScaleStops - 1);
  const auto left = static_cast<size_t>(at);
  return mixed(scale[left], scale[left + 1], at - static_cast<double>(left));
}

}  // namespace

const Tokens& Tokens::darkTokens() {
  static const Tokens tokens = makeDark();
  return tokens;
}

const Tokens& Tokens::lightTokens() {
  static const Tokens tokens = makeLight();
  return tokens;
}

QColor Tokens::heatColor(double share) const { return along(heat, share); }

QColor Tokens::divergingColor(double change) const {
  return along(diverging, std::isnan(change) ? 0.5 : 0.5 + 0.5 * change);
}

double luminance(const QColor& color) {
  const auto linear = [](double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

double contrast(const QColor& first, const QColor& second) {
  const double a = luminance(first);
  const double b = luminance(second);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor textOn(const QColor& fill) {
  const QColor white(Qt::white);
  const QColor black(Qt::black);
  return contrast(white, fill) >= contrast(black, fill) ? white : black;
}

QColor mixed(const QColor& under, const QColor& over, double share) {
  const auto channel = [share](int from, int to) {
    return static_cast<int>(std::lround(from + (to - from) * std::clamp(share, 0.0, 1.0)));
  };
  return QColor(channel(under.red(), over.red()), channel(under.green(), over.green()),
                channel(under.blue(), over.blue()));
}

}  // namespace lightbench::ui
