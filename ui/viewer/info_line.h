// The line under the pictures: what is stored under the pointer in A and B, how A measures against B, and what is
// shown.
#pragma once

#include <QPoint>
#include <QSize>
#include <QWidget>

#include <optional>

#include "ui/viewer/measurement.h"
#include "ui/viewer/pixel_readout.h"

class QToolButton;

namespace lightbench::ui {

class ReadingStrip;

class InfoLine : public QWidget {
  Q_OBJECT
 public:
  explicit InfoLine(QWidget* parent = nullptr);

  struct Pointer {
    std::optional<QPoint> pixel;
    std::optional<PixelReading> readings[2];
    QSize size;  // of the picture, for the columns' width
  };
  void setPointer(const Pointer& pointer);
  void setMeasurement(const Measurement& measurement);
  // "3072 × 2048", "exact after 41 ms".
  void setPicture(const QString& size, const QString& state);

  // The whole line in words; for tests and assistive technology.
  QString text() const;

 Q_SIGNALS:
  void measureAsked();
  void cancelAsked();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ReadingStrip* pointer_;
  ReadingStrip* measured_;
  ReadingStrip* picture_;
  QToolButton* measure_;
  bool measuring_ = false;
};

}  // namespace lightbench::ui
