#include "ui/theme/icons.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "ui/theme/theme.h"

// Outside the namespace: the resource of a static library has to be named once to be linked in.
static void initResource() { Q_INIT_RESOURCE(lightbench_icons); }

namespace lightbench::ui {
namespace {

constexpr double kGrid = 24;
constexpr double kStroke = 1.5;
constexpr double kSmallSize = 20;  // below this the stroke stops shrinking
constexpr double kSmallStrokePixels = 1.35;
constexpr int kKeptPixmaps = 4096;  // about 4 MB at 16 x 16

QString folder() { return QStringLiteral(":/lightbench/icons/"); }

const QByteArray& source(const QString& name) {
  static QHash<QString, QByteArray> kept;
  auto found = kept.find(name);
  if (found == kept.end()) {
    initResource();
    QFile file(folder() + name + QStringLiteral(".svg"));
    found = kept.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
  }
  return *found;
}

// The drawing with its colour and pen put in. `size` decides the pen.
QByteArray coloured(const QString& name, double size, const QColor& color) {
  QByteArray svg = source(name);
  svg.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
  if (size < kSmallSize) {
    const QByteArray pen = QByteArray::number(kSmallStrokePixels * kGrid / size, 'f', 3);
    svg.replace("stroke-width=\"1.5\"", "stroke-width=\"" + pen + "\"");
  }
  return svg;
}

struct PixmapKey {
  QString name;
  int device_size;
  int pen_size;  // hundredths of a logical pixel: the same device size may have different pens
  QRgb color;
  bool operator==(const PixmapKey&) const = default;
};

size_t qHash(const PixmapKey& key, size_t seed = 0) {
  return qHashMulti(seed, key.name, key.device_size, key.pen_size, key.color);
}

QPixmap rendered(const QString& name, int device_size, double size, const QColor& color) {
  static QHash<PixmapKey, QPixmap> kept;
  const PixmapKey key{name, device_size, static_cast<int>(std::lround(std::min(size, kSmallSize) * 100)), color.rgba()};
  if (const auto found = kept.constFind(key); found != kept.constEnd()) return *found;
  if (source(name).isEmpty() || device_size <= 0) return {};

  QPixmap pixmap(device_size, device_size);
  pixmap.fill(Qt::transparent);
  QSvgRenderer renderer(coloured(name, size, color));
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setOpacity(color.alphaF());
  renderer.render(&painter, QRectF(0, 0, device_size, device_size));
  painter.end();
  if (kept.size() >= kKeptPixmaps) kept.clear();
  kept.insert(key, pixmap);
  return pixmap;
}

class SvgIconEngine : public QIconEngine {
 public:
  explicit SvgIconEngine(QString name, QColor color = QColor()) : name_(std::move(name)), color_(color) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    paintIcon(painter, name_, rect, colorFor(mode, state));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    return scaledPixmap(size, mode, state, 1);
  }
  // `size` is in device pixels here, unlike everywhere else in QIcon.
  QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal scale) override {
    const int side = std::min(size.width(), size.height());
    return rendered(name_, side, side / scale, colorFor(mode, state));
  }
  QIconEngine* clone() const override { return new SvgIconEngine(name_, color_); }
  QString key() const override { return QStringLiteral("lightbench-svg"); }
  QString iconName() override { return name_; }
  bool isNull() override { return source(name_).isEmpty(); }

 private:
  QColor colorFor(QIcon::Mode mode, QIcon::State state) const {
    const Tokens& t = Theme::tokens();
    if (mode == QIcon::Disabled) return mixed(t.window, t.text3, 0.55);
    if (color_.isValid()) return color_;
    if (mode == QIcon::Selected) return t.onaccentbg;
    if (state == QIcon::On) return t.accent;
    return mode == QIcon::Active ? t.text : t.text2;
  }

  QString name_;
  QColor color_;
};

}  // namespace

QIcon icon(const QString& name) { return hasIcon(name) ? QIcon(new SvgIconEngine(name)) : QIcon(); }

QIcon icon(const QString& name, const QColor& color) {
  return hasIcon(name) ? QIcon(new SvgIconEngine(name, color)) : QIcon();
}

QIcon applicationIcon() {
  initResource();
  QSvgRenderer renderer(QStringLiteral(":/lightbench/application.svg"));
  QIcon result;
  for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();
    result.addPixmap(pixmap);
  }
  return result;
}

void paintIcon(QPainter* painter, const QString& name, const QRectF& rect, const QColor& color) {
  // The device transform holds zoom and pixel ratio; the pixmap is made for exactly those pixels and drawn unscaled.
  const QTransform transform = painter->deviceTransform();
  const double side = std::min(rect.width(), rect.height());
  const QPointF corner = rect.center() - QPointF(side / 2, side / 2);
  const double zoom = std::hypot(transform.m11(), transform.m12());
  const int device_size = static_cast<int>(std::lround(side * zoom));
  if (device_size <= 0 || device_size > 4096) return;
  const double ratio = painter->device() != nullptr ? painter->device()->devicePixelRatioF() : 1.0;
  const QPixmap pixmap = rendered(name, device_size, device_size / ratio, color);
  if (pixmap.isNull()) return;
  if (transform.type() > QTransform::TxScale) {
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->drawPixmap(QRectF(corner, QSizeF(side, side)), pixmap, QRectF(pixmap.rect()));
    painter->restore();
    return;
  }
  const QPointF at = transform.map(corner);
  const QPointF snapped = transform.inverted().map(QPointF(std::round(at.x()), std::round(at.y())));
  const double drawn = device_size / zoom;
  painter->drawPixmap(QRectF(snapped, QSizeF(drawn, drawn)), pixmap, QRectF(pixmap.rect()));
}

QPixmap iconPixmap(const QString& name, double size, double device_pixel_ratio, const QColor& color) {
  QPixmap pixmap = rendered(name, static_cast<int>(std::lround(size * device_pixel_ratio)), size, color);
  if (!pixmap.isNull()) pixmap.setDevicePixelRatio(device_pixel_ratio);
  return pixmap;
}

bool hasIcon(const QString& name) { return !source(name).isEmpty(); }

QStringList iconNames() {
  initResource();
  QStringList names = QDir(folder()).entryList({QStringLiteral("*.svg")}, QDir::Files, QDir::Name);
  for (QString& name : names) name.chop(4);
  return names;
}

}  // namespace lightbench::ui
