// The panels at the bottom of the window and the docks they are in; made and placed by the window.
#pragma once

#include <memory>

#include "ui/core/node_race.h"

class QDockWidget;

namespace lightbench::ui {

class ComparePanel;
class FlameView;
class OpenTrace;
class ProfileTable;
class RaceDialog;
class SessionsPanel;
class TimelinePanel;
class TrendPanel;

struct ProfileDocks {
  TimelinePanel* timeline = nullptr;
  ProfileTable* table = nullptr;
  FlameView* flame = nullptr;
  SessionsPanel* sessions = nullptr;
  OpenTrace* trace = nullptr;  // shown by timeline, table and flame view instead of the run
  QDockWidget* timelineDock = nullptr;
  QDockWidget* tableDock = nullptr;
  QDockWidget* flameDock = nullptr;
  QDockWidget* sessionsDock = nullptr;

  ComparePanel* compare = nullptr;
  TrendPanel* trends = nullptr;
  QDockWidget* compareDock = nullptr;
  QDockWidget* trendDock = nullptr;
  // No dock: a window beside this one.
  std::unique_ptr<NodeRace> race;
  RaceDialog* raceDialog = nullptr;
};

}  // namespace lightbench::ui
