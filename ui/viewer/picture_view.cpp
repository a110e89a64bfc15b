#include "ui/viewer/picture_view.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/core/ui_spans.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kBlinkMilliseconds = 600;
constexpr double kTagMargin = 12;

// The checker's two grays stay neutral: only the lightness of the surround counts.
Checker checkerOf(const Tokens& tokens, double pixel_ratio) {
  const int base = qGray(tokens.surround.rgb());
  const int other = qGray(mixed(tokens.surround, tokens.text, 0.18).rgb());
  return {qRgb(base, base, base), qRgb(other, other, other),
          std::max(1, static_cast<int>(std::lround(8 * pixel_ratio)))};
}

}  // namespace

PictureView::PictureView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(160, 96);
  setAccessibleName(tr("Picture"));
  blink_.setInterval(kBlinkMilliseconds);
  connect(&blink_, &QTimer::timeout, this, [this] {
    blink_shows_b_ = !blink_shows_b_;
    recompose();
  });
  connect(&Theme::instance(), &Theme::changed, this, &PictureView::recompose);
}

void PictureView::setPicture(int side, const ViewedPicture& picture) {
  const QSize before = pictureSize();
  pictures_[side] = picture;
  if (fit_ && pictureSize() != before) fit();
  recompose();
  if (hovered_) Q_EMIT hoverChanged();  // the same place reads something else now
}

void PictureView::setDifference(const ViewSource& difference, const PaneMessage& message, const QString& label) {
  difference_ = difference;
  difference_message_ = message;
  difference_label_ = label;
  if (shownMode() == ViewMode::kDifference) recompose();
}

void PictureView::setMode(ViewMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  blink_shows_b_ = false;
  updateBlink();
  paneResized();
  recompose();
  Q_EMIT modeChanged();
}

void PictureView::cycleMode() {
  switch (mode_) {
    case ViewMode::kA:
    case ViewMode::kB: setMode(ViewMode::kWipe); return;
    case ViewMode::kWipe: setMode(ViewMode::kSide); return;
    case ViewMode::kSide: setMode(ViewMode::kDifference); return;
    case ViewMode::kDifference: setMode(ViewMode::kBlink); return;
    case ViewMode::kBlink: setMode(ViewMode::kA); return;
  }
}

ViewMode PictureView::shownMode() const {
  // Side by side keeps its panes while "before" is held: B is seen there already.
  if (before_ && mode_ != ViewMode::kSide) return ViewMode::kB;
  if (mode_ == ViewMode::kBlink) return blink_shows_b_ ? ViewMode::kB : ViewMode::kA;
  return mode_;
}

void PictureView::setBefore(bool held) {
  if (held == before_) return;
  before_ = held;
  recompose();
}

void PictureView::updateBlink() {
  if (mode_ == ViewMode::kBlink && isVisible()) {
    blink_.start();
  } else {
    blink_.stop();
  }
}

QSize PictureView::deviceSize() const {
  const double ratio = devicePixelRatioF();
  return {std::max(1, static_cast<int>(std::lround(width() * ratio))),
          std::max(1, static_cast<int>(std::lround(height() * ratio)))};
}

QSize PictureView::paneDeviceSize() const {
  const QSize device = deviceSize();
  return {paneColumns(mode_, 0, device.width()).count, device.height()};
}

QRectF PictureView::paneRect(int pane) const {
  const double ratio = devicePixelRatioF();
  const PaneColumns columns = paneColumns(mode_, pane, deviceSize().width());
  return {columns.first / ratio, 0, columns.count / ratio, static_cast<double>(height())};
}

int PictureView::paneAt(const QPointF& position) const {
  return paneCount(mode_) == 2 && position.x() >= paneRect(1).left() ? 1 : 0;
}

QPointF PictureView::paneDevicePoint(const QPointF& position) const {
  return (position - paneRect(paneAt(position)).topLeft()) * devicePixelRatioF();
}

QPointF PictureView::toWidget(const QPoint& pixel, int pane) const {
  const QPointF device = transform_.toDevice(QPointF(pixel) + QPointF(0.5, 0.5));
  return paneRect(pane).topLeft() + device / devicePixelRatioF();
}

std::optional<QPoint> PictureView::pixelAt(const QPointF& position) const {
  // The centre of the device pixel under the pointer, which is what the sampler shows there.
  const QPointF device = paneDevicePoint(position);
  const QPointF place = transform_.toPicture({std::floor(device.x()) + 0.5, std::floor(device.y()) + 0.5});
  const QSize size = pictureSize();
  if (place.x() < 0 || place.y() < 0 || place.x() >= size.width() || place.y() >= size.height()) return std::nullopt;
  return QPoint(static_cast<int>(place.x()), static_cast<int>(place.y()));
}

QSize PictureView::pictureSize() const {
  QSize size(0, 0);
  for (const ViewedPicture& side : pictures_) {
    if (side.display) size = size.expandedTo(side.display.size);
  }
  return size;
}

void PictureView::fit() {
  fit_ = true;
  laid_out_pane_ = paneDeviceSize();
  transform_ = fitted(pictureSize(), laid_out_pane_);
  recompose();
  followPointer();
}

void PictureView::setTransform(const ViewTransform& transform) {
  fit_ = false;
  laid_out_pane_ = paneDeviceSize();
  if (transform == transform_) return;
  transform_ = transform;
  recompose();
  followPointer();
}

void PictureView::setZoom(double zoom) {
  const QSizeF pane = paneDeviceSize();
  setTransform(zoomedAt(transform_, zoom, {pane.width() / 2, pane.height() / 2}));
}

void PictureView::zoomBy(int steps, const QPointF& position) {
  const QPointF device = paneDevicePoint(position);
  const QPointF anchor(std::floor(device.x()) + 0.5, std::floor(device.y()) + 0.5);
  setTransform(zoomedAt(transform_, nextZoom(transform_.zoom, steps), anchor));
}

void PictureView::zoomMiddle(int steps) { setZoom(nextZoom(transform_.zoom, steps)); }

void PictureView::panBy(const QPointF& device_delta) {
  setTransform(panned(transform_, device_delta, pictureSize(), paneDeviceSize()));
}

void PictureView::paneResized() {
  const QSize pane = paneDeviceSize();
  if (fit_) {
    fit();
  } else if (pane != laid_out_pane_) {
    transform_ = recentred(transform_, laid_out_pane_, pane);
    laid_out_pane_ = pane;
    recompose();
    followPointer();
  }
}

// The pointer rests while keys or the bar move the picture under it.
void PictureView::followPointer() {
  if (hovered_) setHovered(pixelAt(pointer_));
  Q_EMIT transformChanged();
}

void PictureView::wipeChanged() { recompose(); }

void PictureView::recompose() {
  frame_stale_ = true;
  update();
}

QImage PictureView::frame() {
  const QSize device = deviceSize();
  if (!frame_stale_ && frame_.size() == device) return frame_;
  const Tokens& tokens = Theme::tokens();
  Scene scene;
  scene.mode = shownMode();
  scene.view = transform_;
  for (int side = 0; side < 2; ++side) {
    scene.sources[side] = pictures_[side].display;
    scene.dimmed[side] = pictures_[side].dimmed;
  }
  scene.difference = difference_;
  scene.wipe = wipe_;
  scene.checker = checkerOf(tokens, devicePixelRatioF());
  scene.surround = tokens.surround.rgb();
  scene.divider = tokens.line2.rgb();
  frame_ = compose(scene, device);
  frame_.setDevicePixelRatio(devicePixelRatioF());
  frame_stale_ = false;
  return frame_;
}

bool PictureView::pinSample(const QPoint& pixel) {
  if (samples_.size() >= kMostSamples) return false;
  int number = 1;
  while (std::any_of(samples_.begin(), samples_.end(), [&](const auto& s) { return s.number == number; })) ++number;
  samples_.push_back({number, pixel});
  update();
  Q_EMIT samplesChanged();
  return true;
}

void PictureView::removeSample(int number) {
  const size_t removed = std::erase_if(samples_, [&](const PinnedSample& sample) { return sample.number == number; });
  if (removed == 0) return;
  update();
  Q_EMIT samplesChanged();
}

void PictureView::clearSamples() {
  if (samples_.empty()) return;
  samples_.clear();
  update();
  Q_EMIT samplesChanged();
}

int PictureView::sampleAt(const QPointF& position) const {
  constexpr double kReach = 10;
  for (const PinnedSample& sample : samples_) {
    for (int pane = 0; pane < paneCount(mode_); ++pane) {
      const QPointF offset = toWidget(sample.pixel, pane) - position;
      if (std::hypot(offset.x(), offset.y()) <= kReach) return sample.number;
    }
  }
  return 0;
}

QRectF PictureView::seenPart() const {
  const QSizeF size = pictureSize();
  if (size.isEmpty()) return {};
  const QSize pane = paneDeviceSize();
  const QPointF first = transform_.toPicture(QPointF(0, 0));
  const QPointF last = transform_.toPicture(QPointF(pane.width(), pane.height()));
  const QRectF seen(QPointF(first.x() / size.width(), first.y() / size.height()),
                    QPointF(last.x() / size.width(), last.y() / size.height()));
  return seen.intersected(QRectF(0, 0, 1, 1));
}

QRectF PictureView::inset() const {
  const QRectF seen = seenPart();
  if (seen.width() > 0.999 && seen.height() > 0.999) return {};
  return insetRect(paneRect(paneCount(mode_) - 1), pictureSize());
}

void PictureView::paintEvent(QPaintEvent*) {
  const UiSpanScope recorded(UiWork::kViewer);
  QPainter painter(this);
  painter.drawImage(QPointF(0, 0), frame());
  const ViewMode shown = shownMode();
  if (shown == ViewMode::kWipe) wipe_.paint(&painter, size(), wipe_part_);
  paintGhost(&painter);
  paintSamples(&painter);
  paintTags(&painter);
  paintMessages(&painter);
  const QRectF navigation = inset();
  const ViewSource& source = pictures_[shown == ViewMode::kB ? 1 : 0].display;
  if (!navigation.isEmpty() && source) {
    const QSize wanted = (navigation.size() * devicePixelRatioF()).toSize();
    if (thumbnail_of_ != source.display || thumbnail_.size() != wanted) {
      Scene scene;
      scene.sources[0] = source;
      scene.view.zoom = std::min(1.0, wanted.width() / std::max(1.0, static_cast<double>(source.size.width())));
      scene.checker = checkerOf(Theme::tokens(), devicePixelRatioF());
      scene.surround = Theme::tokens().surround.rgb();
      thumbnail_ = compose(scene, wanted);
      thumbnail_of_ = source.display;
    }
    paintInset(&painter, navigation, thumbnail_, seenPart());
  }
  if (hasFocus()) paintFocusRing(&painter, rect(), 0);
}

void PictureView::paintTags(QPainter* painter) {
  const ViewMode shown = shownMode();
  const QRectF left = paneRect(0);
  const QRectF right = paneRect(paneCount(mode_) - 1);
  const double room =
      std::max(40.0, std::min(left.width(), right.width()) / paneCount(ViewMode::kSide) - 2 * kTagMargin);
  const QPointF left_corner = left.topLeft() + QPointF(kTagMargin, kTagMargin);
  const QPointF right_corner = right.topRight() + QPointF(-kTagMargin, kTagMargin);
  if (shown == ViewMode::kDifference) {
    if (!difference_label_.isEmpty()) {
      paintNameTag(painter, left_corner, TagSide::kLeft, left.width() - 2 * kTagMargin, QStringLiteral("Δ"), true,
                   difference_label_);
    }
    return;
  }
  if (shown != ViewMode::kB && !pictures_[0].name.isEmpty()) {
    paintNameTag(painter, left_corner, TagSide::kLeft, room, QStringLiteral("A"), true, pictures_[0].name);
  }
  if (shown != ViewMode::kA && !pictures_[1].name.isEmpty()) {
    paintNameTag(painter, right_corner, TagSide::kRight, room, QStringLiteral("B"), false, pictures_[1].name);
  }
}

QString PictureView::sampleText(const QPoint& pixel, int side) const {
  const std::optional<PixelReading> own = pictures_[side].readingAt(pixel);
  const std::optional<PixelReading> other = pictures_[1 - side].readingAt(pixel);
  if (pictures_[side].dimmed) return tr("failed");
  if (!own) return tr("off the picture");
  QString text = formatValues(*own);
  if (other) {
    if (const std::optional<double> difference = deltaE(*own, *other)) {
      text += QStringLiteral("  ΔE ") + formatDeltaE(*difference);
    }
  }
  return text;
}

void PictureView::paintSamples(QPainter* painter) {
  const ViewMode shown = shownMode();
  for (const PinnedSample& sample : samples_) {
    for (int pane = 0; pane < paneCount(mode_); ++pane) {
      const QPointF centre = toWidget(sample.pixel, pane);
      const QRectF area = paneRect(pane);
      if (!area.adjusted(-8, -8, 8, 8).contains(centre)) continue;
      const int side = shown == ViewMode::kB || pane == 1 || !pictures_[0].picture ? 1 : 0;
      const bool active = hovered_ == sample.pixel;
      painter->save();
      painter->setClipRect(area);
      paintSample(painter, centre, area, sample.number, QColor(), sampleText(sample.pixel, side), active);
      painter->restore();
    }
  }
}

void PictureView::paintMessages(QPainter* painter) {
  const ViewMode shown = shownMode();
  QRectF areas[2] = {rect(), rect()};
  if (shown == ViewMode::kSide) {
    areas[0] = paneRect(0);
    areas[1] = paneRect(1);
  } else if (shown == ViewMode::kWipe) {
    const double split = std::clamp(wipe_.centre().x(), 0.25, 0.75) * width();
    areas[0].setRight(split);
    areas[1].setLeft(split);
  }
  if (shown == ViewMode::kDifference) {
    paintMessage(painter, rect(), difference_message_);
    return;
  }
  if (shown == ViewMode::kWipe && pictures_[0].message == pictures_[1].message) {
    paintMessage(painter, rect(), pictures_[0].message);
    return;
  }
  if (shown != ViewMode::kB) paintMessage(painter, areas[0], pictures_[0].message);
  if (shown != ViewMode::kA) paintMessage(painter, areas[1], pictures_[1].message);
}

// Side by side, a cross shows in the other pane what the pointer is on.
void PictureView::paintGhost(QPainter* painter) {
  if (mode_ != ViewMode::kSide || !hovered_ || drag_ != Drag::kNone) return;
  const QPointF centre = toWidget(*hovered_, 1 - hovered_pane_);
  const Tokens& tokens = Theme::tokens();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  for (const auto& [color, width] : {std::pair(tokens.tag, 3.5), std::pair(tokens.ontag, 1.5)}) {
    painter->setPen(QPen(color, width));
    for (const QPointF& direction : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
      painter->drawLine(centre + direction * 4, centre + direction * 10);
    }
  }
  painter->restore();
}

}  // namespace lightbench::ui
