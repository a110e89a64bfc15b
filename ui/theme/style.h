// The widget style: Fusion's behaviour and layout with flat fills drawn from Tokens. Fusion alone has gradients and
// derives outlines from the window colour; style sheets are slower and fight the palette.
//
// Drawing is spread over style_controls.cpp (buttons, fields, indicators, sliders, scroll bars), style_frames.cpp
// (docks, tabs, menus, bars, splitters, tips) and style_items.cpp (rows of trees, lists and tables). Focus is two
// pixels of accent on every focusable thing and is not taken away by a click.
#pragma once

#include <QProxyStyle>
#include <QStyleOption>

namespace lightbench::ui {

class Style : public QProxyStyle {
  Q_OBJECT
 public:
  Style();

  void polish(QWidget* widget) override;
  void polish(QPalette& palette) override;
  using QProxyStyle::polish;

  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* result) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                       const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
  QIcon standardIcon(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const override;

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;

 private:
  // Each returns whether it has drawn the element; what none draws is left to Fusion.
  bool drawControlPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                            const QWidget* widget) const;
  bool drawFramePrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const;
  bool drawItemPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* widget) const;
  bool drawFrameControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const;
  bool drawItemControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const;
  bool drawButtonControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                         const QWidget* widget) const;
  void drawComboBox(const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget) const;
  void drawSlider(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;
  void drawScrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;
  void drawSpinBox(const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const;
  void drawToolButton(const QStyleOptionToolButton* option, QPainter* painter, const QWidget* widget) const;
  void drawGroupBox(const QStyleOptionGroupBox* option, QPainter* painter, const QWidget* widget) const;
};

// What a button-like control fills and outlines itself with; shared with the program's own controls.
struct ButtonLook {
  QColor fill;
  QColor outline;
  QColor text;
};
ButtonLook buttonLook(QStyle::State state, bool flat = false);

// Dynamic properties that widgets may set to true.
inline constexpr const char* kFramedProperty = "lightbenchFramed";  // tool button with a fill at rest
inline constexpr const char* kWarnProperty = "lightbenchWarn";      // field whose content cannot be used as it is
inline constexpr const char* kDockTitleTabsProperty =
    "lightbenchDockTitleTabs";                                  // main window whose dock titles have the tabs
inline constexpr const char* kDropProperty = "lightbenchDrop";  // field that a drag would be dropped on

}  // namespace lightbench::ui
