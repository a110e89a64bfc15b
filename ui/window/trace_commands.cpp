#include "ui/window/trace_commands.h"

#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>

#include "engine/base/atomic_file.h"
#include "engine/profile/chrome_trace.h"
#include "ui/profile/open_trace.h"
#include "ui/profile/profile_table.h"
#include "ui/profile/trend_panel.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/settings.h"

namespace lightbench::ui {

namespace {

constexpr const char* kPurpose = "traces";

}  // namespace

TraceCommands::TraceCommands(Document& document, EngineBridge& bridge, Settings& settings, MessageBar& messages,
                             ProfileDocks& docks, QWidget* window)
    : QObject(window),
      document_(document),
      bridge_(bridge),
      settings_(settings),
      messages_(messages),
      docks_(docks),
      window_(window) {}

void TraceCommands::askAndOpen() {
  const QString path = QFileDialog::getOpenFileName(window_, tr("Open a trace"), settings_.lastFolder(kPurpose),
                                                    tr("Chrome traces (*.json);;All files (*)"));
  if (!path.isEmpty()) open(path);
}

bool TraceCommands::open(const QString& path) {
  if (const Status status = docks_.trace->open(path); !status) {
    messages_.say(status.error());
    return false;
  }
  settings_.setLastFolder(kPurpose, QFileInfo(path).absolutePath());
  messages_.dismiss();
  raiseTimeline();
  return true;
}

void TraceCommands::showExport() {
  if (const Status status = docks_.trace->show(bridge_.exportTrace(), tr("Last export")); !status) {
    return messages_.say(status.error());
  }
  raiseTimeline();
}

void TraceCommands::raiseTimeline() {
  docks_.timelineDock->show();
  docks_.timelineDock->raise();
}

QString TraceCommands::askWhere(const QString& title, const QString& ending, const QString& filter) const {
  const QString name = QFileInfo(document_.displayName()).completeBaseName() + ending;
  QString path = QFileDialog::getSaveFileName(window_, title, settings_.lastFolder(kPurpose) + '/' + name, filter);
  if (!path.isEmpty() && QFileInfo(path).suffix().isEmpty()) path += '.' + QFileInfo(ending).suffix();
  return path;
}

void TraceCommands::write(const QString& path, const std::string& bytes) {
  if (const Status status = write_file_atomically(path.toStdString(), bytes); !status) {
    return messages_.say(status.error());
  }
  settings_.setLastFolder(kPurpose, QFileInfo(path).absolutePath());
  messages_.say(MessageKind::kNews, tr("Wrote %1").arg(QFileInfo(path).fileName()));
}

// What the timeline shows, unless that is a file already: then the run behind it. Empty when there is neither.
std::string TraceCommands::shownTrace() const {
  if (!docks_.trace->unsaved().empty()) return docks_.trace->unsaved();
  const auto report = bridge_.report();
  if (!report) return {};
  return chrome_trace_json({report->trace}, {{}, traceLanesOf(bridge_.activity().activity())});
}

void TraceCommands::askAndExportTrace() {
  const std::string trace = shownTrace();  // as it was when the command was given
  if (trace.empty()) return;
  const QString path = askWhere(tr("Export the trace"), QStringLiteral(".trace.json"), tr("Chrome traces (*.json)"));
  if (!path.isEmpty()) write(path, trace);
}

void TraceCommands::askAndExportTable() {
  const QByteArray csv = docks_.table->csv();
  const QString path = askWhere(tr("Export the table"), QStringLiteral(".csv"), tr("Tables (*.csv)"));
  if (!path.isEmpty()) write(path, csv.toStdString());
}

void TraceCommands::askAndSaveTrends() {
  const std::string page = docks_.trends->report();
  const QString path = askWhere(tr("Save the report"), QStringLiteral(".html"), tr("Pages (*.html)"));
  if (!path.isEmpty()) write(path, page);
}

}  // namespace lightbench::ui
