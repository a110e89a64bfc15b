// Makes the before/after pictures of presets that have none: runs each on the sample picture at a quarter of its size
// (lengths in pixels scaled with it), one after the other on a thread of its own, so that neither the window nor the
// open pipeline waits. What it made goes to the store's cache, under the key of the preset's content.
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <memory>

#include "engine/base/cancel_token.h"
#include "engine/runtime/engine.h"
#include "ui/library/preset_store.h"

namespace lightbench::ui {

class PresetPictures : public QObject {
  Q_OBJECT
 public:
  explicit PresetPictures(const OperatorRegistry& registry, PresetStore& store, QObject* parent = nullptr);
  ~PresetPictures() override;

  // Returns at once; a preset that is broken, has its picture or is being worked on is passed over.
  void make(const Preset& preset);
  // Why there is no picture of it, in words; empty while there is hope.
  QString problem(const QString& key) const { return problems_.value(key); }

 private:
  void finish(const QString& key, const QImage& pictures, const QString& problem);

  const OperatorRegistry& registry_;
  PresetStore& store_;
  QSet<QString> asked_;
  QHash<QString, QString> problems_;
  CancelToken cancel_;
  std::unique_ptr<Engine> engine_;  // touched by the pool's one thread only
  QThreadPool pool_;                // last: stops before the rest goes
};

// A preset's pipeline on the sample picture, side by side with it. Errors: the first that keeps it from running.
Result<QImage> runOnSample(const Graph& preset, Engine& engine, const CancelToken& cancel);

}  // namespace lightbench::ui
