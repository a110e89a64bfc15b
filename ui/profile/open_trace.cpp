#include "ui/profile/open_trace.h"

#include <QFileInfo>

#include "engine/base/atomic_file.h"

namespace lightbench::ui {

Status OpenTrace::open(const QString& path) {
  const Result<std::string> bytes = read_file(path.toStdString());
  if (!bytes) return bytes.error();
  Result<TraceFile> trace = read_chrome_trace(*bytes);
  if (!trace) {
    Error error = trace.error();
    error.where = path.toStdString();
    return error;
  }
  take(std::move(*trace), QFileInfo(path).fileName(), path, {});
  return {};
}

Status OpenTrace::show(const std::string& json, const QString& name) {
  Result<TraceFile> trace = read_chrome_trace(json);
  if (!trace) return trace.error();
  take(std::move(*trace), name, {}, json);
  return {};
}

void OpenTrace::close() {
  if (!trace_) return;
  trace_.reset();
  json_.clear();
  Q_EMIT changed();
}

void OpenTrace::take(TraceFile trace, const QString& name, const QString& path, std::string json) {
  trace_ = std::move(trace);
  name_ = name;
  path_ = path;
  json_ = std::move(json);
  Q_EMIT changed();
}

QString OpenTrace::words() const {
  if (!trace_) return {};
  size_t events = 0;
  for (const TraceLane& lane : trace_->lanes) events += lane.events.size();
  QString words = tr("%1, read-only: %2 events").arg(name_).arg(events);
  if (trace_->passed_over > 0) words += tr(", %1 of kinds without a duration not shown").arg(trace_->passed_over);
  return words;
}

}  // namespace lightbench::ui
