// The canvas of the viewer: shows A and B in one of six ways, pans, zooms, holds the wipe and the pinned samples.
//
// Both sides always share one transform in device pixels, so a picture pixel of A lies exactly over that of B. The
// composed frame is kept and only made again when pictures, transform or mode change; moving the pointer or a tag costs
// one blit. Knows nothing of the engine bridge: pictures are handed in by Viewer, ready converted.
#pragma once

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

#include "engine/image/image.h"
#include "ui/viewer/picture_overlays.h"
#include "ui/viewer/pixel_readout.h"
#include "ui/viewer/view_compositor.h"

namespace lightbench::ui {

// One side: the picture whose samples are read, and its display. Both are exchanged together.
struct ViewedPicture {
  Image picture;
  ViewSource display;
  QString name;         // for the tag; empty when the side has no node
  PaneMessage message;  // over the pane: nothing chosen, failed
  bool dimmed = false;  // a result of before the failure: seen, not read

  std::optional<PixelReading> readingAt(const QPoint& pixel) const {
    return dimmed ? std::nullopt : readPixel(picture, display.level, pixel);
  }
};

struct PinnedSample {
  int number = 1;
  QPoint pixel;
};

class PictureView : public QWidget {
  Q_OBJECT
 public:
  static constexpr int kMostSamples = 9;

  explicit PictureView(QWidget* parent = nullptr);

  // `side` 0 is A, 1 is B.
  void setPicture(int side, const ViewedPicture& picture);
  const ViewedPicture& picture(int side) const { return pictures_[side]; }
  // Empty with a message in words when there is none to show.
  void setDifference(const ViewSource& difference, const PaneMessage& message, const QString& label);

  ViewMode mode() const { return mode_; }
  void setMode(ViewMode mode);
  void cycleMode();  // A → wipe → side by side → difference → blink → A
  // What is drawn now: blink and a held "before" resolved to A or B.
  ViewMode shownMode() const;
  void setBefore(bool held);
  bool isBefore() const { return before_; }

  const ViewTransform& transform() const { return transform_; }
  void setTransform(const ViewTransform& transform);  // leaves fit
  bool isFit() const { return fit_; }
  void fit();
  void setZoom(double zoom);  // about the middle of the pane
  void zoomBy(int steps, const QPointF& position);
  void zoomMiddle(int steps);
  void panBy(const QPointF& device_delta);
  QSize pictureSize() const;  // what fit shows: the larger of both sides

  WipeLine& wipe() { return wipe_; }
  void wipeChanged();

  // The exact picture's pixel under a position; empty off the picture.
  std::optional<QPoint> pixelAt(const QPointF& position) const;
  std::optional<QPoint> hoveredPixel() const { return hovered_; }

  const std::vector<PinnedSample>& samples() const { return samples_; }
  bool pinSample(const QPoint& pixel);  // false when there are nine
  void removeSample(int number);
  void clearSamples();
  // The number of the sample whose ring or label is at a position; 0 when none is.
  int sampleAt(const QPointF& position) const;

  // The pictures as composed, without tags, in device pixels.
  QImage frame();

 Q_SIGNALS:
  void transformChanged();
  void modeChanged();
  void hoverChanged();
  void samplesChanged();
  void menuAsked(const QPoint& global, const QPoint& local);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  enum class Drag { kNone, kPan, kWipe, kInset };

  QSize deviceSize() const;
  QSize paneDeviceSize() const;
  int paneAt(const QPointF& position) const;
  QRectF paneRect(int pane) const;  // logical
  QPointF paneDevicePoint(const QPointF& position) const;
  QPointF toWidget(const QPoint& pixel, int pane) const;  // the middle of a picture pixel
  QRectF inset() const;                                   // empty when the whole picture is seen
  QRectF seenPart() const;                                // of the picture, 0..1
  void paneResized();
  void followPointer();
  void recompose();
  void setHovered(const std::optional<QPoint>& pixel);
  void updateCursor(const QPointF& position);
  void updateBlink();
  void dragInset(const QPointF& position);
  void paintTags(QPainter* painter);
  void paintSamples(QPainter* painter);
  void paintMessages(QPainter* painter);
  void paintGhost(QPainter* painter);
  QString sampleText(const QPoint& pixel, int side) const;

  ViewedPicture pictures_[2];
  ViewSource difference_;
  PaneMessage difference_message_;
  QString difference_label_;
  ViewMode mode_ = ViewMode::kWipe;
  bool before_ = false;
  bool blink_shows_b_ = false;
  QTimer blink_;

  ViewTransform transform_;
  bool fit_ = true;
  QSize laid_out_pane_;  // the pane size the transform was made for
  WipeLine wipe_;
  std::vector<PinnedSample> samples_;
  std::optional<QPoint> hovered_;
  QPointF pointer_;
  int hovered_pane_ = 0;

  Drag drag_ = Drag::kNone;
  WipePart wipe_part_ = WipePart::kNone;
  QPointF grab_;  // wipe: pointer minus handle; pan: last position
  bool space_ = false;
  int wheel_rest_ = 0;  // of a notch, from fine-grained wheels

  QImage frame_;
  bool frame_stale_ = true;
  QImage thumbnail_;
  std::shared_ptr<const DisplayImage> thumbnail_of_;
};

}  // namespace lightbench::ui
