// Every command of the window itself: text, key, tooltip, icon, in one table. What a panel does (nodes, viewer) belongs
// to the panel and is only listed in the menus; keys of the window work wherever the focus is.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QObject>

namespace lightbench::ui {

class WindowActions : public QObject {
  Q_OBJECT
 public:
  explicit WindowActions(QWidget* window);

  // File
  QAction* newPipeline;
  QAction* open;
  QAction* openSample;
  QAction* save;
  QAction* saveAs;
  QAction* savePreset;
  QAction* importPicture;
  QAction* exportOutputs;
  QAction* measureDevices;
  QAction* quit;
  // Edit
  QAction* undo;
  QAction* redo;
  QAction* commands;
  // View
  QActionGroup* themes;     // data: ThemeMode as int
  QActionGroup* densities;  // data: Density as int
  QAction* largerText;
  QAction* smallerText;
  QAction* normalText;
  QAction* reduceMotion;
  QActionGroup* overlays;  // data: Overlay as int
  QAction* nextOverlay;
  QAction* restorePanels;
  QAction* fullScreen;
  // Run
  QAction* live;
  QAction* run;
  QAction* stop;
  QActionGroup* budgets;     // data: milliseconds, 0 for none
  QActionGroup* precisions;  // data: Precision as int
  QActionGroup* devices;     // data: Backend as int
  // Profile
  QAction* record;
  QAction* recordWith;
  QAction* importSession;
  QAction* showSessions;
  QAction* pinBaseline;
  QAction* unpinBaseline;
  QAction* showTimeline;
  QAction* showTable;
  QAction* showFlame;
  QAction* showCompare;
  QAction* showTrends;
  QAction* saveTrends;
  QAction* raceNode;
  QAction* openTrace;
  QAction* closeTrace;
  QAction* exportTrace;
  QAction* showExport;
  QAction* exportTable;
  // Help
  QAction* keys;
  QAction* about;

  // "Save  Ctrl+S" from text and key; a longer explanation goes before the key.
  static void describe(QAction* action, const QString& explanation = {});

 private:
  QAction* add(const char* name, const QString& text, const QList<QKeySequence>& keys, const QString& icon = {},
               const QString& explanation = {});
  QAction* addChoice(QActionGroup* group, const char* name, const QString& text, const QVariant& data,
                     const QKeySequence& key = {}, const QString& explanation = {});

  QWidget* window_;
};

}  // namespace lightbench::ui
