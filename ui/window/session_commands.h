// Recording sessions and what is done with recorded ones: asks, tells how it goes and what came of it.
#pragma once

#include <QObject>

#include "ui/core/session_recorder.h"

namespace lightbench::ui {

class MessageBar;
class Settings;

class SessionCommands : public QObject {
  Q_OBJECT
 public:
  // Must go before `bridge` does.
  SessionCommands(Engine& engine, Document& document, EngineBridge& bridge, Settings& settings, MessageBar& messages,
                  QWidget* window);

  SessionStore& store() { return store_; }

  void record();  // with the settings of last time
  void record(const RecordSettings& settings);
  void askAndRecord();
  void stop() { recorder_.cancel(); }
  bool isRecording() const { return recorder_.isRecording(); }
  QString progressWords() const;   // "Recording: round 3 of 30"
  QString progressFigure() const;  // "3 of 30"; short, for a button

  void askAndImport();
  void import(const QString& file);
  void askAndRemove(const QString& path);
  void showInFolder(const QString& path);
  // Pins what was recorded as the document's baseline.
  void pin(const QString& path);

 Q_SIGNALS:
  void stateChanged();  // isRecording(), progress
  void added(const QString& path);
  void showRequested(const QString& path);  // somebody wants to see the session in the list

 private:
  void onEnded(const Result<QString>& path);

  Document& document_;
  EngineBridge& bridge_;
  Settings& settings_;
  MessageBar& messages_;
  QWidget* window_;
  SessionStore store_;
  SessionRecorder recorder_;
  RecordSettings last_;
  int round_ = 0;  // being measured; 0 while warming up
  int rounds_ = 0;
};

// What came of it: "Small: median 12.4 ms, MAD 0.1 ms, rounds 30", or the verdict where two took turns.
QString resultWords(const ProfileSession& session);

}  // namespace lightbench::ui
