#include "ui/viewer/viewer.h"

#include <QBuffer>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

#include "engine/base/atomic_file.h"
#include "ui/viewer/info_line.h"

namespace lightbench::ui {
namespace {

constexpr int kDifferenceSlot = 2;
constexpr int kStoppedDelayMilliseconds = 200;  // an edit stops a run and starts the next within a few
constexpr int kMeasureDelayMilliseconds = 300;  // a slider at rest, not one between two steps

ViewSide sideOf(int index) { return index == 0 ? ViewSide::A : ViewSide::B; }
QString letterOf(int side) { return side == 0 ? QStringLiteral("A") : QStringLiteral("B"); }

bool givesPicture(const OperatorDef& def) {
  return def.footprint == Footprint::kSink ||
         std::any_of(def.outputs.begin(), def.outputs.end(), [](const PortSpec& port) {
           return port.type == PortType::kImage || port.type == PortType::kMask;
         });
}

QString sizeText(const QSize& size) { return QStringLiteral("%1 × %2").arg(size.width()).arg(size.height()); }

// A proxy's side is that of the exact picture halved `level` times, rounded up each time.
bool reducesTo(const QSize& exact, int level, const Image& proxy) {
  const int round_up = (1 << level) - 1;
  return (exact.width() + round_up) >> level == proxy.width() && (exact.height() + round_up) >> level == proxy.height();
}

}  // namespace

Viewer::Viewer(Document& document, EngineBridge& bridge, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      bar_(new ViewerBar(this)),
      view_(new PictureView(this)),
      info_(new InfoLine(this)),
      converter_(new DisplayConverter(this)),
      measurement_(new Measurement(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar_);
  layout->addWidget(view_, 1);
  layout->addWidget(info_);
  setFocusProxy(view_);
  setAccessibleName(tr("Viewer"));

  stopped_.setSingleShot(true);
  stopped_.setInterval(kStoppedDelayMilliseconds);
  connect(&stopped_, &QTimer::timeout, this, &Viewer::refreshState);
  measure_soon_.setSingleShot(true);
  measure_soon_.setInterval(kMeasureDelayMilliseconds);
  connect(&measure_soon_, &QTimer::timeout, this, &Viewer::measure);
  buildCommands();
  connect(bar_, &ViewerBar::nodeChosen, this,
          [this](int side, const QString& id) { showNode(sideOf(side), id.toStdString()); });
  connect(bar_, &ViewerBar::swapAsked, this, &Viewer::swapSides);
  connect(bar_, &ViewerBar::modeChosen, view_, &PictureView::setMode);
  connect(bar_, &ViewerBar::channelsChosen, this, &Viewer::setChannels);
  connect(bar_, &ViewerBar::zoomChosen, view_, &PictureView::setZoom);
  connect(bar_, &ViewerBar::fitAsked, view_, &PictureView::fit);
  connect(bar_, &ViewerBar::gainChosen, this, &Viewer::setGain);
  connect(view_, &PictureView::transformChanged, this,
          [this] { bar_->setZoom(view_->transform().zoom, view_->isFit()); });
  connect(view_, &PictureView::modeChanged, this, [this] {
    bar_->setMode(view_->mode());
    if (QAction* action = mode_actions_.value(static_cast<int>(view_->mode()))) action->setChecked(true);
    requestDifference();
    refreshState();
  });
  connect(view_, &PictureView::hoverChanged, this, &Viewer::refreshPointer);
  connect(view_, &PictureView::menuAsked, this, &Viewer::showMenu);
  connect(converter_, &DisplayConverter::ready, this, &Viewer::onConverted);
  connect(measurement_, &Measurement::changed, this, [this] { info_->setMeasurement(*measurement_); });
  connect(info_, &InfoLine::measureAsked, this, &Viewer::measure);
  connect(info_, &InfoLine::cancelAsked, measurement_, &Measurement::cancel);
  connectBridge();

  bar_->setMode(view_->mode());
  bar_->setChannels(channels_);
  bar_->setGain(gain_);
  info_->setMeasurement(*measurement_);
  refreshNodes();
  for (int side = 0; side < 2; ++side) refreshSide(side);
  refreshNotes();
}

Viewer::~Viewer() = default;

void Viewer::connectBridge() {
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change == GraphChange::Everything) {
      exact_sizes_.clear();
      view_->clearSamples();
      view_->fit();
    }
    if (change != GraphChange::Layout) edited_ = true;
    refreshNodes();
  });
  connect(&bridge_, &EngineBridge::viewedChanged, this, [this] {
    refreshNodes();
    for (int side = 0; side < 2; ++side) refreshSide(side);
    refreshNotes();
  });
  connect(&bridge_, &EngineBridge::pictureChanged, this, [this](const QString& node) {
    for (int side = 0; side < 2; ++side) {
      if (bridge_.viewedNode(sideOf(side)) == node.toStdString()) refreshSide(side);
    }
  });
  connect(&bridge_, &EngineBridge::runStarted, this, [this](int) {
    stopped_.stop();
    measure_soon_.stop();
    measurement_->cancel();
    refreshState();
  });
  connect(&bridge_, &EngineBridge::heldChanged, this, [this](bool held) {
    if (!held) return startMeasuringSoon();
    measure_soon_.stop();
    measurement_->cancel();
  });
  connect(&bridge_, &EngineBridge::reportChanged, this, [this] {
    edited_ = false;
    refreshExactWords();
    refreshNotes();
  });
  connect(&bridge_, &EngineBridge::runningChanged, this, [this](bool running) {
    if (!running) {
      startMeasuringSoon();
      stopped_.start();
    }
    refreshState();
  });
}

void Viewer::refreshNodes() {
  QVector<NodeChoice> nodes;
  for (const Node& node : document_.graph().nodes) {
    const OperatorDef* def = document_.defOf(node.id);
    if (def && givesPicture(*def)) nodes.append({QString::fromStdString(node.id), document_.titleOf(node.id)});
  }
  if (nodes != choices_) {
    choices_ = nodes;
    bar_->setNodes(nodes);
  }
  for (int side = 0; side < 2; ++side) {
    bar_->setNode(side, QString::fromStdString(bridge_.viewedNode(sideOf(side))));
  }
  refreshNotes();
}

void Viewer::showNode(ViewSide side, const NodeId& node) { bridge_.setViewedNode(side, node); }

void Viewer::swapSides() {
  const NodeId a = bridge_.viewedNode(ViewSide::A);
  const NodeId b = bridge_.viewedNode(ViewSide::B);
  bridge_.setViewedNode(ViewSide::A, b);
  bridge_.setViewedNode(ViewSide::B, a);
}

void Viewer::setChannels(ChannelMode channels) {
  if (channels == channels_) return;
  channels_ = channels;
  bar_->setChannels(channels);
  if (QAction* action = channel_actions_.value(static_cast<int>(channels))) action->setChecked(true);
  for (Side& side : sides_) side.asked_level = -1;  // converted again
  for (int side = 0; side < 2; ++side) refreshSide(side);
  requestDifference();
}

void Viewer::setGain(double gain) {
  gain_ = std::clamp(gain, 1.0, 64.0);
  bar_->setGain(gain_);
  requestDifference();
}

void Viewer::setMeasuresAlways(bool always) {
  measures_always_ = always;
  if (measure_always_) measure_always_->setChecked(always);
  if (always) {
    startMeasuringSoon();
  } else {
    measure_soon_.stop();
  }
}

// The size of the exact picture when only a proxy is there: what it was last time, or what the other side has, if the
// proxy could come from that; so the picture does not move by a pixel when the exact one arrives.
QSize Viewer::exactSize(int side, const NodeId& node, const Image& picture, int level) const {
  if (level == 0) return {picture.width(), picture.height()};
  const QSize known[] = {exact_sizes_.value(QString::fromStdString(node)), view_->picture(side).display.size,
                         view_->picture(1 - side).display.size};
  for (const QSize& size : known) {
    if (!size.isEmpty() && reducesTo(size, level, picture)) return size;
  }
  return {picture.width() << level, picture.height() << level};
}

void Viewer::refreshSide(int side) {
  const NodeId node = bridge_.viewedNode(sideOf(side));
  const std::optional<EngineBridge::Picture> picture = bridge_.picture(node);
  if (picture && picture->image) {
    convert(side, *picture, node);
    return;
  }
  // Nothing yet, or no more: what is seen stays until something replaces it, unless it belongs to no node any more.
  converter_->drop(side);
  sides_[side].asked = {};
  sides_[side].asked_level = -1;
  if (node.empty() || !document_.graph().find(sides_[side].shown)) {
    sides_[side].shown = {};
    view_->setPicture(side, {});
    requestDifference();
    refreshMeasured();
  }
  refreshNotes();
}

void Viewer::convert(int side, const EngineBridge::Picture& picture, const NodeId& node) {
  Side& entry = sides_[side];
  const bool same = entry.asked == node && entry.asked_level == picture.level && entry.asked_picture &&
                    entry.asked_picture.shares_memory_with(picture.image);
  if (same) {
    refreshNotes();
    return;
  }
  entry.asked = node;
  entry.asked_picture = picture.image;
  entry.asked_level = picture.level;
  if (picture.level == 0) {
    exact_sizes_[QString::fromStdString(node)] = QSize(picture.image.width(), picture.image.height());
  }
  DisplayConverter::Request request;
  request.picture = picture.image;
  request.channels = channels_;
  request.node = QString::fromStdString(node);
  request.level = picture.level;
  request.size = exactSize(side, node, picture.image, picture.level);
  converter_->request(side, std::move(request));
  refreshState();
}

void Viewer::onConverted(int slot, const DisplayConverter::Result& result) {
  const DisplayConverter::Request& asked = result.request;
  const ViewSource source{result.display, asked.level, asked.size};
  if (slot == kDifferenceSlot) {
    PaneMessage message;
    if (!result.display) message = {tr("No memory for the difference"), tr("Close other programs."), true};
    view_->setDifference(source, message, tr("|A − B| × %1").arg(asked.gain));
    refreshState();
    return;
  }
  ViewedPicture picture = view_->picture(slot);
  picture.picture = asked.picture;
  picture.display = source;
  sides_[slot].shown = asked.node.toStdString();
  view_->setPicture(slot, picture);
  refreshNotes();
  refreshPointer();
  requestDifference();
  refreshMeasured();
}

void Viewer::requestDifference() {
  if (view_->mode() != ViewMode::kDifference) {
    converter_->drop(kDifferenceSlot);
    return;
  }
  const ViewedPicture& a = view_->picture(0);
  const ViewedPicture& b = view_->picture(1);
  if (!a.picture || !b.picture) {
    converter_->drop(kDifferenceSlot);
    view_->setDifference({}, {tr("No difference to show"), tr("It needs a picture in A and in B."), false}, {});
    return;
  }
  if (a.display.size != b.display.size) {
    converter_->drop(kDifferenceSlot);
    const QString text = tr("A is %1, B is %2. Put a resize or crop node before one of them.")
                             .arg(sizeText(a.display.size), sizeText(b.display.size));
    view_->setDifference({}, {tr("Sizes differ"), text, false}, {});
    return;
  }
  // One side is ahead by a level: the old difference stays until the other follows.
  if (a.picture.spec().size() != b.picture.spec().size()) return;
  DisplayConverter::Request request;
  request.picture = a.picture;
  request.other = b.picture;
  request.channels = channels_;
  request.gain = gain_;
  request.level = a.display.level;
  request.size = a.display.size;
  converter_->request(kDifferenceSlot, std::move(request));
}

void Viewer::refreshPointer() {
  InfoLine::Pointer pointer;
  pointer.pixel = view_->hoveredPixel();
  pointer.size = view_->pictureSize();
  if (pointer.pixel) {
    for (int side = 0; side < 2; ++side) {
      pointer.readings[side] = view_->picture(side).readingAt(*pointer.pixel);
    }
  }
  info_->setPointer(pointer);
}

void Viewer::refreshMeasured() {
  const auto exact = [this](int side) {
    const ViewedPicture& picture = view_->picture(side);
    return picture.display.level == 0 && !picture.dimmed ? picture.picture : Image();
  };
  measurement_->setPair(exact(0), exact(1));
  startMeasuringSoon();
}

void Viewer::startMeasuringSoon() {
  const bool useful = measures_always_ && isVisible() && !bridge_.isRunning() && !bridge_.isHeld() &&
                      measurement_->state() == Measurement::State::kNotMeasured;
  if (useful) measure_soon_.start();
}

// Nothing computes beside what is being measured.
void Viewer::measure() {
  if (!bridge_.isHeld()) measurement_->measure();
}

QString Viewer::pixelText(const QPoint& pixel) const {
  QStringList lines{QStringLiteral("%1, %2").arg(pixel.x()).arg(pixel.y())};
  for (int side = 0; side < 2; ++side) {
    const ViewedPicture& picture = view_->picture(side);
    const std::optional<PixelReading> reading = picture.readingAt(pixel);
    if (!reading) continue;
    QStringList values;
    for (int c = 0; c < reading->channels; ++c) {
      const size_t at = static_cast<size_t>(c);
      values << (reading->integer ? QString::number(reading->stored[at])
                                  : QString::number(static_cast<double>(reading->values[at]), 'g', 9));
    }
    lines << QStringLiteral("%1 %2: %3").arg(letterOf(side), picture.name, values.join(QLatin1Char(' ')));
  }
  return lines.join(QLatin1Char('\n'));
}

Status Viewer::saveView(const QString& path) {
  QBuffer bytes;
  bytes.open(QIODevice::WriteOnly);
  if (!view_->frame().save(&bytes, "PNG")) {
    return failed("the view cannot be written as PNG", path.toStdString(), "free some memory and try again");
  }
  const QByteArray& png = bytes.data();
  return write_file_atomically(path.toStdString(), {png.constData(), static_cast<size_t>(png.size())});
}

void Viewer::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat() && event->modifiers() == Qt::NoModifier) {
    view_->setBefore(true);
    return;
  }
  QWidget::keyPressEvent(event);
}

void Viewer::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Backslash && !event->isAutoRepeat()) {
    view_->setBefore(false);
    return;
  }
  QWidget::keyReleaseEvent(event);
}

}  // namespace lightbench::ui
