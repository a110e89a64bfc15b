// Races one node of the open pipeline in the background (engine/runtime/race), as the document is when it starts.
#pragma once

#include <QObject>
#include <QString>

#include "engine/runtime/race.h"
#include "ui/core/document.h"
#include "ui/core/measuring.h"

namespace lightbench::ui {

// Why the node cannot be raced, as far as can be told without trying; empty where it can.
QString raceProblem(const Document& document, const NodeId& node);

class NodeRace : public QObject {
  Q_OBJECT
 public:
  NodeRace(Engine& engine, Document& document, EngineBridge& bridge, QObject* parent = nullptr);

  // Returns at once; ended() tells how it went. Errors: what Measuring::check() says.
  Status start(const NodeId& node);
  void cancel() { measuring_.cancel(); }
  bool isRunning() const { return measuring_.isRunning(); }

 Q_SIGNALS:
  void started();
  void progress(const QString& doing, double fraction);
  // kCancelled after cancel().
  void ended(const lightbench::Result<lightbench::RaceResult>& result);

 private:
  void report(const std::string& doing, double fraction);

  Document& document_;
  int64_t lastProgress_ns_ = 0;  // on the thread that measures
  Measuring measuring_;          // last: its thread stops before the rest goes
};

}  // namespace lightbench::ui
