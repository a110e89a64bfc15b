// A plot whose parts (points, bins) are numbered from left to right: what all of them share. The pointer and the keys
// Left, Right, Home and End go from part to part, whose words are shown beside it at once and are the accessible
// description. A click or Enter activates a part.
#pragma once

#include <QWidget>

#include <vector>

#include "ui/profile/plot_scale.h"

class QPainter;

namespace lightbench::ui {

class PlotWidget : public QWidget {
  Q_OBJECT
 public:
  explicit PlotWidget(QWidget* parent = nullptr);

  int current() const { return current_; }  // -1: none
  int hovered() const { return hovered_; }
  void setCurrent(int part);

  virtual int count() const = 0;
  virtual int partAt(const QPointF& point) const = 0;  // -1: none
  virtual QString wordsOf(int part) const = 0;
  virtual QPointF placeOf(int part) const = 0;

  QSize sizeHint() const override { return QSize(320, 170); }
  QSize minimumSizeHint() const override { return QSize(160, 84); }

 protected:
  virtual void paintPlot(QPainter& painter) = 0;
  virtual QString summary() const = 0;    // of the whole plot, in words
  virtual void activate(int /*part*/) {}  // a click, Enter or Space
  void partsChanged();                    // they are others now

  // Where the data are drawn, between the labels of the axes.
  QRectF area() const;
  void setWidestLabel(const QString& label) { widest_ = label; }  // at the left
  double headHeight() const;                                      // above the data, for a line of words
  // A length that grows with the type.
  static double typed(double pixels);
  // Hairlines and labels at the left; labels below.
  void paintHeights(QPainter& painter, const PlotScale& scale, const std::vector<PlotTick>& ticks) const;
  void paintPlaces(QPainter& painter, const PlotScale& scale, const std::vector<PlotTick>& ticks) const;

  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void describe();
  void goTo(int part);

  int current_ = -1;
  int hovered_ = -1;
  QString widest_;
};

}  // namespace lightbench::ui
