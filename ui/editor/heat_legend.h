// The scale of the graph's colours with its range in words, and the sign for the critical path.
#pragma once

#include <QWidget>

#include "ui/editor/face_maker.h"

namespace lightbench::ui {

class HeatLegend : public QWidget {
  Q_OBJECT
 public:
  explicit HeatLegend(QWidget* parent = nullptr);

  // `proxy_level` of the run shown, absent before the first; its numbers are those of the smaller picture.
  // `baseline`: its name; empty while none is pinned.
  void setRange(Overlay overlay, const OverlayRange& range, std::optional<int> proxy_level, bool critical_path,
                const QString& baseline = {});
  QString text() const { return text_; }  // "0 … 8.1 ms self", or why there is no scale

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {0, 16}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString explanation(Overlay overlay, std::optional<int> proxy_level, const QString& baseline) const;
  double scaleWidth() const;

  OverlayRange range_;
  QString text_;
  QString end_;
  QString against_;  // the baseline; left out where there is no room
  bool critical_path_ = false;
};

}  // namespace lightbench::ui
