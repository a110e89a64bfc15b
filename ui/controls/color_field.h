// Three numbers as a colour: a swatch and red, green, blue from 0 to 1. The swatch opens a colour dialogue. The numbers
// are taken as display values (sRGB) unless set to linear; then the swatch shows them encoded.
#pragma once

#include <QWidget>
#include <array>

#include "ui/controls/number_rule.h"

class QAbstractButton;

namespace lightbench::ui {

class NumberField;

using Rgb = std::array<double, 3>;
enum class ColorEncoding { kDisplay, kLinear };

class ColorField : public QWidget {
  Q_OBJECT
 public:
  explicit ColorField(QWidget* parent = nullptr);

  Rgb value() const;
  // Sends nothing.
  void setValue(const Rgb& value);
  void setDefault(const Rgb& value);
  void setEncoding(ColorEncoding encoding);
  NumberField* channel(int index) const { return fields_[static_cast<size_t>(index)]; }
  // What the swatch shows.
  QColor shownColor() const;

 Q_SIGNALS:
  void valueScrubbed(const lightbench::ui::Rgb& value);
  void valueCommitted(const lightbench::ui::Rgb& value);
  void refused(const QString& reason);

 private:
  void choose();
  Rgb fromColor(const QColor& color) const;

  ColorEncoding encoding_ = ColorEncoding::kDisplay;
  QAbstractButton* swatch_;
  std::array<NumberField*, 3> fields_{};
};

}  // namespace lightbench::ui
