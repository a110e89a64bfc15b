// Presets: pipelines with a name and a description that can be laid over any picture. Those that are shipped lie in the
// program, the user's own in a folder of .lbp files with a PNG beside each (before on the left half, after on the
// right). A file that cannot be used stays in the list with the reason, so that it can be repaired or deleted.
//
// A preset has no picture of its own: saving leaves out what its inputs read, applying keeps what the open pipeline
// reads and where it writes.
#pragma once

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>

#include <optional>
#include <vector>

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

struct Preset {
  QString path;  // of the file; ":/…" when shipped
  QString name;
  QString description;
  bool shipped = false;
  QString key;      // of the file's content: names what is kept about it
  Graph graph;      // empty when broken
  QString problem;  // why it cannot be used, in words; empty when it can
  bool isBroken() const { return !problem.isEmpty(); }
};

// What the last run of a preset took on this machine.
struct PresetTime {
  qint64 ns = 0;  // its nodes, reading and writing left out
  QSize picture;
};

class PresetStore : public QObject {
  Q_OBJECT
 public:
  // Empty folders stand for the user's data and cache folders.
  explicit PresetStore(const OperatorRegistry& registry, const QString& ownFolder = {}, const QString& cacheFolder = {},
                       QObject* parent = nullptr);

  // Shipped ones first, then own, each by name.
  const std::vector<Preset>& presets() const { return presets_; }
  const Preset* find(const QString& path) const;
  const Preset* findOwn(const QString& name) const;  // case does not count
  void reload();

  // Replaces an own preset of that name. `before` and `after` are laid side by side in the thumbnail; null ones leave
  // it to be made like that of a shipped preset. Gives the path. Errors: empty name (kInvalid), unwritable (kFailed).
  Result<QString> save(const QString& name, const QString& description, const Graph& graph, const QImage& before,
                       const QImage& after);
  // Own ones only. Errors: shipped, name taken or empty (kInvalid), unwritable (kFailed).
  Status rename(const QString& path, const QString& name);
  Status remove(const QString& path);

  // `current` with the preset's nodes: inputs keep what they read, outputs where they write, in order of the file.
  Graph applied(const Preset& preset, const Graph& current) const;

  // Before and after side by side; null when there is none yet.
  QImage pictures(const Preset& preset) const;
  // Keeps them in the cache, under the key of the preset's content.
  void keepPictures(const QString& key, const QImage& pictures);

  std::optional<PresetTime> lastTime(const Preset& preset) const;
  void keepTime(const QString& key, const PresetTime& time);

  QString ownFolder() const { return own_; }

 Q_SIGNALS:
  void changed();                          // the list
  void presetChanged(const QString& key);  // its pictures or time

 private:
  Preset read(const QString& path, bool shipped) const;
  QString cacheFile(const QString& key, const char* ending) const;

  const OperatorRegistry& registry_;
  QString own_;
  QString cache_;
  std::vector<Preset> presets_;
  mutable QHash<QString, std::optional<PresetTime>> times_;  // by key; read from disk once
};

// Before on the left half, after on the right; a null QImage when either is.
QImage sideBySide(const QImage& before, const QImage& after);

}  // namespace lightbench::ui
