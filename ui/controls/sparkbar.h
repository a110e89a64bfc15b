// A thin bar of lists, tables and node bodies: the length is a share, the colour usually the heat of a cost. Never
// shown without its number beside it. paintBar draws the same bar from delegates and nodes.
#pragma once

#include <QColor>
#include <QRectF>
#include <QWidget>

class QPainter;

namespace lightbench::ui {

enum class BarFill {
  kSolid,
  kHatched,  // an estimate inside a fused run: 4 px pitch, 45 degrees, outlined
};

// `share` outside 0..1 is clamped; NaN leaves the bar empty. The track has the theme's colour unless one is given.
void paintBar(QPainter* painter, const QRectF& rect, double share, const QColor& color, BarFill fill = BarFill::kSolid,
              const QColor& track = {});

class Sparkbar : public QWidget {
  Q_OBJECT
 public:
  explicit Sparkbar(QWidget* parent = nullptr);

  double share() const { return share_; }
  // The heat colour of `share` unless a colour is set.
  void setShare(double share);
  void setColor(const QColor& color);
  void setFill(BarFill fill);

  QSize sizeHint() const override { return QSize(40, 6); }
  QSize minimumSizeHint() const override { return QSize(12, 5); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double share_ = 0;
  QColor color_;
  BarFill fill_ = BarFill::kSolid;
};

}  // namespace lightbench::ui
