// The bar over the canvas: whose graph it is, what the colours mean and how far they reach, which overlay is on, zoom.
#pragma once

#include <QWidget>

#include "ui/editor/face_maker.h"

class QToolButton;

namespace lightbench::ui {

class ElidedLabel;
class HeatLegend;
class Segments;

class EditorHeader : public QWidget {
  Q_OBJECT
 public:
  explicit EditorHeader(QWidget* parent = nullptr);

  void setName(const QString& name);
  void setOverlay(Overlay overlay);
  void setZoom(double zoom);
  HeatLegend* legend() const { return legend_; }
  Segments* segments() const { return segments_; }
  QToolButton* zoomButton() const { return zoom_; }  // its menu is the editor's

 Q_SIGNALS:
  void overlayChosen(lightbench::ui::Overlay overlay);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ElidedLabel* name_;
  HeatLegend* legend_;
  Segments* segments_;
  QToolButton* zoom_;
};

}  // namespace lightbench::ui
