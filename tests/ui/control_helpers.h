// Showing a control, dragging on it and looking for a colour, for the tests of ui/controls.
#pragma once

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWidget>
#include <algorithm>

namespace control_helpers {

// Shown, active and laid out; the widget under test fills it.
template <typename Widget>
void present(Widget& widget, const QSize& size) {
  widget.resize(size);
  widget.show();
  widget.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&widget));
}

inline void drag(QWidget& widget, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  // QTest::mouseMove carries neither button nor modifiers, so the moves are sent by hand.
  const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons buttons) {
    QMouseEvent event(type, QPointF(at), QPointF(widget.mapToGlobal(at)), button, buttons, modifiers);
    QApplication::sendEvent(&widget, &event);
  };
  send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
  const int steps = std::max({1, std::abs(to.x() - from.x()), std::abs(to.y() - from.y())});
  for (int step = 1; step <= steps; ++step) {
    send(QEvent::MouseMove, from + (to - from) * step / steps, Qt::NoButton, Qt::LeftButton);
  }
  send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
}

inline bool hasColor(QWidget& widget, const QColor& color) {
  const QImage image = widget.grab().toImage();
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if ((image.pixel(x, y) & 0xffffff) == (color.rgb() & 0xffffff)) return true;
    }
  }
  return false;
}

}  // namespace control_helpers
