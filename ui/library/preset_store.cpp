#include "ui/library/preset_store.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPainter>
#include <QStandardPaths>

#include <algorithm>

#include "engine/base/atomic_file.h"
#include "engine/base/hash.h"
#include "engine/graph/pipeline_file.h"
#include "ui/core/file_parameters.h"
#include "ui/core/file_stem.h"
#include "ui/library/sample.h"

namespace lightbench::ui {

namespace {

QString thumbnailPath(const QString& path) {
  return QFileInfo(path).path() + QChar('/') + QFileInfo(path).completeBaseName() + QStringLiteral(".png");
}

Status writeFile(const QString& path, const QByteArray& bytes) {
  if (!QDir().mkpath(QFileInfo(path).path())) {
    return failed("the folder cannot be made", "folder " + QFileInfo(path).path().toStdString(),
                  "check that the folder above it can be written");
  }
  return write_file_atomically(path.toStdString(), bytes.toStdString());
}

QByteArray pngOf(const QImage& image) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes;
}

// Nodes that read the user's pictures or write files; the two ends at which a preset fits another pipeline.
std::vector<Node*> nodesOfType(Graph& graph, const char* type) {
  std::vector<Node*> found;
  for (Node& node : graph.nodes)
    if (node.type == type) found.push_back(&node);
  return found;
}

Error shippedError(const QString& name) {
  return invalid(QStringLiteral("\"%1\" comes with the program and cannot be changed").arg(name).toStdString(), {},
                 "apply it and save the pipeline as a preset of your own");
}

}  // namespace

PresetStore::PresetStore(const OperatorRegistry& registry, const QString& ownFolder, const QString& cacheFolder,
                         QObject* parent)
    : QObject(parent), registry_(registry), own_(ownFolder), cache_(cacheFolder) {
  if (own_.isEmpty()) {
    own_ = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/presets");
  }
  if (cache_.isEmpty()) {
    cache_ = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + QStringLiteral("/presets");
  }
  reload();
}

Preset PresetStore::read(const QString& path, bool shipped) const {
  Preset preset;
  preset.path = path;
  preset.shipped = shipped;
  preset.name = QFileInfo(path).completeBaseName();
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    preset.problem = tr("The file cannot be read: %1").arg(file.errorString());
    return preset;
  }
  const QByteArray bytes = file.readAll();
  preset.key =
      QString::fromStdString(Hasher().bytes(bytes.constData(), static_cast<size_t>(bytes.size())).finish().hex());
  Result<LoadedPipeline> loaded =
      parse_pipeline(bytes.toStdString(), QFileInfo(path).fileName().toStdString(), registry_);
  if (!loaded) {
    preset.problem = QString::fromStdString(loaded.error().message());
    return preset;
  }
  if (!loaded->graph.name.empty()) preset.name = QString::fromStdString(loaded->graph.name);
  preset.description = QString::fromStdString(loaded->graph.description);
  if (!loaded->problems.empty()) {
    preset.problem = QString::fromStdString(loaded->problems.front().message());
    return preset;
  }
  if (nodesOfType(loaded->graph, "input").empty()) {
    preset.problem = tr("It has no input node, so there is nothing a picture could go into.");
    return preset;
  }
  preset.graph = std::move(loaded->graph);
  preset.graph.base_folder = QFileInfo(path).absolutePath().toStdString();
  return preset;
}

void PresetStore::reload() {
  presets_.clear();
  for (const QString& name : shippedPresets()) presets_.push_back(read(QStringLiteral(":/lightbench/") + name, true));
  const QDir folder(own_);
  for (const QString& name : folder.entryList({QStringLiteral("*.lbp")}, QDir::Files, QDir::Name)) {
    presets_.push_back(read(folder.absoluteFilePath(name), false));
  }
  std::stable_sort(presets_.begin(), presets_.end(), [](const Preset& a, const Preset& b) {
    if (a.shipped != b.shipped) return a.shipped;
    return QString::localeAwareCompare(a.name, b.name) < 0;
  });
  Q_EMIT changed();
}

const Preset* PresetStore::find(const QString& path) const {
  const auto found = std::find_if(presets_.begin(), presets_.end(), [&](const Preset& p) { return p.path == path; });
  return found == presets_.end() ? nullptr : &*found;
}

const Preset* PresetStore::findOwn(const QString& name) const {
  const QString wanted = name.simplified();
  const auto found = std::find_if(presets_.begin(), presets_.end(), [&](const Preset& p) {
    return !p.shipped && p.name.compare(wanted, Qt::CaseInsensitive) == 0;
  });
  return found == presets_.end() ? nullptr : &*found;
}

Result<QString> PresetStore::save(const QString& name, const QString& description, const Graph& graph,
                                  const QImage& before, const QImage& after) {
  const QString title = name.simplified();
  if (title.isEmpty()) return invalid("the preset has no name", {}, "give it one");
  QString path;
  if (const Preset* same = findOwn(title)) {
    path = same->path;
  } else {
    const QString stem = fileStem(title, QStringLiteral("preset"));
    path = own_ + QChar('/') + stem + QStringLiteral(".lbp");
    for (int number = 2; QFile::exists(path); ++number) {
      path = own_ + QStringLiteral("/%1-%2.lbp").arg(stem).arg(number);
    }
  }

  Graph kept = graph;
  kept.name = title.toStdString();
  kept.description = description.trimmed().toStdString();
  if (nodesOfType(kept, "input").empty()) {
    return invalid("the pipeline has no input node", {}, "a preset needs one to put another picture into");
  }
  for (Node* node : nodesOfType(kept, "input")) node->params.erase("path");
  for (Node* node : nodesOfType(kept, "output")) {
    const auto found = node->params.find("path");
    if (found == node->params.end()) continue;
    if (auto* text = std::get_if<std::string>(&found->second)) {
      *text = QFileInfo(QString::fromStdString(*text)).fileName().toStdString();
    }
  }
  moveToFolder(kept, registry_, own_.toStdString());

  // The picture first: a preset without one is whole, a picture without its preset is found by nobody.
  const QString thumbnail = thumbnailPath(path);
  const QImage both = sideBySide(before, after);
  if (both.isNull()) {
    QFile::remove(thumbnail);
  } else if (const Status written = writeFile(thumbnail, pngOf(both)); !written) {
    return written.error();
  }
  const Status written = writeFile(path, QByteArray::fromStdString(serialize_pipeline(kept)));
  if (!written) return written.error();
  reload();
  return path;
}

Status PresetStore::rename(const QString& path, const QString& name) {
  const Preset* preset = find(path);
  const QString title = name.simplified();
  if (preset == nullptr) return invalid("the preset is gone", "file " + path.toStdString(), "");
  if (preset->shipped) return shippedError(preset->name);
  if (preset->isBroken())
    return invalid("a preset that cannot be read cannot be renamed", "file " + path.toStdString(),
                   "repair or delete it");
  if (title.isEmpty()) return invalid("the preset has no name", {}, "give it one");
  const Preset* same = findOwn(title);
  if (same != nullptr && same != preset) {
    return invalid(QStringLiteral("there is a preset named \"%1\" already").arg(title).toStdString(), {},
                   "choose another name");
  }
  // The name stands in the file; the file's own name stays, so that what points to it still does.
  Graph graph = preset->graph;
  graph.name = title.toStdString();
  const Status written = writeFile(path, QByteArray::fromStdString(serialize_pipeline(graph)));
  if (!written) return written;
  const std::optional<PresetTime> time = lastTime(*preset);
  reload();
  if (const Preset* renamed = find(path); renamed != nullptr && time) keepTime(renamed->key, *time);
  return {};
}

Status PresetStore::remove(const QString& path) {
  const Preset* preset = find(path);
  if (preset == nullptr) return invalid("the preset is gone", "file " + path.toStdString(), "");
  if (preset->shipped) return shippedError(preset->name);
  QFile file(path);
  if (!file.remove()) {
    return failed("the preset cannot be deleted: " + file.errorString().toStdString(), "file " + path.toStdString(),
                  "check that its folder can be written");
  }
  QFile::remove(thumbnailPath(path));
  reload();
  return {};
}

Graph PresetStore::applied(const Preset& preset, const Graph& current) const {
  Graph graph = preset.graph;
  moveToFolder(graph, registry_, current.base_folder);
  if (!current.name.empty() || !current.nodes.empty()) {
    graph.name = current.name;
    graph.description = current.description;
  }
  graph.extras = current.extras;
  Graph old = current;
  for (const char* type : {"input", "output"}) {
    const std::vector<Node*> theirs = nodesOfType(graph, type);
    const std::vector<Node*> ours = nodesOfType(old, type);
    for (size_t i = 0; i < std::min(theirs.size(), ours.size()); ++i) {
      if (const auto path = ours[i]->params.find("path"); path != ours[i]->params.end())
        theirs[i]->params["path"] = path->second;
    }
  }
  return graph;
}

QString PresetStore::cacheFile(const QString& key, const char* ending) const {
  return cache_ + QChar('/') + key + QLatin1String(ending);
}

QImage PresetStore::pictures(const Preset& preset) const {
  if (preset.isBroken()) return {};
  if (!preset.shipped) {
    if (QImage own(thumbnailPath(preset.path)); !own.isNull()) return own;
  }
  return QImage(cacheFile(preset.key, ".png"));
}

void PresetStore::keepPictures(const QString& key, const QImage& pictures) {
  if (pictures.isNull()) return;
  // A cache that cannot be written only means that they are made again next time.
  [[maybe_unused]] const Status written = writeFile(cacheFile(key, ".png"), pngOf(pictures));
  Q_EMIT presetChanged(key);
}

std::optional<PresetTime> PresetStore::lastTime(const Preset& preset) const {
  if (preset.key.isEmpty()) return std::nullopt;
  if (const auto known = times_.constFind(preset.key); known != times_.constEnd()) return *known;
  std::optional<PresetTime>& time = times_[preset.key];
  QFile file(cacheFile(preset.key, ".time"));
  if (!file.open(QIODevice::ReadOnly)) return time;
  const QList<QByteArray> parts = file.readAll().simplified().split(' ');
  if (parts.size() != 3) return time;
  const PresetTime read{parts[0].toLongLong(), QSize(parts[1].toInt(), parts[2].toInt())};
  if (read.ns > 0 && !read.picture.isEmpty()) time = read;
  return time;
}

void PresetStore::keepTime(const QString& key, const PresetTime& time) {
  times_[key] = time;
  const QString line = QStringLiteral("%1 %2 %3\n").arg(time.ns).arg(time.picture.width()).arg(time.picture.height());
  // A cache that cannot be written only means that the time is forgotten with this window.
  [[maybe_unused]] const Status written = writeFile(cacheFile(key, ".time"), line.toUtf8());
  Q_EMIT presetChanged(key);
}

QImage sideBySide(const QImage& before, const QImage& after) {
  if (before.isNull() || after.isNull()) return {};
  QImage both(before.width() * 2, before.height(), QImage::Format_RGB32);
  QPainter painter(&both);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(QPoint(0, 0), before);
  // Another shape (a crop, say) is cut to the same one rather than stretched.
  const QSize cut = before.size().scaled(after.size(), Qt::KeepAspectRatio);
  QRect source(QPoint(0, 0), cut);
  source.moveCenter(after.rect().center());
  painter.drawImage(QRect(before.width(), 0, before.width(), before.height()), after, source);
  return both;
}

}  // namespace lightbench::ui
