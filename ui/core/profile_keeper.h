// What the window knows of its pipeline's times beyond the last run: the records of the nodes, the pinned baseline, and
// the measures of the machine that they are held against.
//
// Fed by the bridge with every finished run. The baseline is kept in the user's data folder by the path of the
// pipeline's file, never beside it: opening or profiling a pipeline writes nothing where it lies. That of a pipeline
// without a file lives as long as the document and is kept when it is saved.
#pragma once

#include <QObject>
#include <QString>

#include <optional>

#include "engine/profile/session_file.h"
#include "engine/runtime/node_records.h"
#include "ui/core/document.h"
#include "ui/core/speed_meter.h"

namespace lightbench::ui {

class ProfileKeeper : public QObject {
  Q_OBJECT
 public:
  // `threads`: how many a run uses.
  ProfileKeeper(Document& document, int threads, QObject* parent = nullptr);

  void add(const RunReport& report);
  // Another document: nothing of the last one holds.
  void clear();

  const NodeRecords& records() const { return records_; }
  const Baseline* baseline() const { return baseline_ ? &*baseline_ : nullptr; }
  bool isBaselineOfThisMachine() const { return baseline_ && baseline_->machine == machine_; }
  // "2026-03-01 12:04", with the machine where it is another one.
  QString baselineName() const;

  // Takes the warm runs of every node as the baseline. Errors: none yet, a Debug build, a folder that cannot be
  // written.
  Status pinBaseline();
  // Takes the first variant of a recorded session, which lies in `path`. Errors: those of baseline_of(), a folder that
  // cannot be written.
  Status pinSession(const ProfileSession& session, const QString& path);
  void unpinBaseline();

  SpeedMeter& meter() { return meter_; }
  const SpeedMeter& meter() const { return meter_; }

 Q_SIGNALS:
  void baselineChanged();

 private:
  void onFileChanged();
  QString baselineFile() const;  // empty for a pipeline without a file
  Status keep() const;
  Status pin(Baseline made);

  Document& document_;
  const std::string machine_;
  NodeRecords records_;
  std::optional<Baseline> baseline_;
  QString path_;  // of the pipeline, as last seen
  SpeedMeter meter_;
};

}  // namespace lightbench::ui
