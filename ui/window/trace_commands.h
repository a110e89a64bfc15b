// Traces, tables and reports as files: a trace coming in, that of the run or of the last export going out, the page of
// trends. Asks for the file, writes it whole or not at all, and tells what went wrong.
#pragma once

#include <QObject>

#include "ui/core/engine_bridge.h"

namespace lightbench::ui {

class MessageBar;
class Settings;
struct ProfileDocks;

class TraceCommands : public QObject {
  Q_OBJECT
 public:
  TraceCommands(Document& document, EngineBridge& bridge, Settings& settings, MessageBar& messages, ProfileDocks& docks,
                QWidget* window);

  void askAndOpen();
  bool open(const QString& path);  // false when it was not; the message says why
  void showExport();               // what the last export of pictures recorded
  void askAndExportTrace();
  void askAndExportTable();
  void askAndSaveTrends();

 private:
  void raiseTimeline();
  std::string shownTrace() const;
  QString askWhere(const QString& title, const QString& ending, const QString& filter) const;
  void write(const QString& path, const std::string& bytes);

  Document& document_;
  EngineBridge& bridge_;
  Settings& settings_;
  MessageBar& messages_;
  ProfileDocks& docks_;
  QWidget* window_;
};

}  // namespace lightbench::ui
