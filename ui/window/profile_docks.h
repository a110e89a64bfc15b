// The panels at the bottom of the window and the docks they are in; made and placed by the window.
#pragma once

class QDockWidget;

namespace lightbench::ui {

class FlameView;
class NodeRace;
class ProfileTable;
class RaceDialog;
class TimelinePanel;

struct ProfileDocks {
  TimelinePanel* timeline = nullptr;
  ProfileTable* table = nullptr;
  FlameView* flame = nullptr;
  QDockWidget* timelineDock = nullptr;
  QDockWidget* tableDock = nullptr;
  QDockWidget* flameDock = nullptr;
  // No dock: a window beside this one.
  NodeRace* race = nullptr;
  RaceDialog* raceDialog = nullptr;
};

}  // namespace lightbench::ui
