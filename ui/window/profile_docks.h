// The panels at the bottom of the window and the docks they are in; made and placed by the window.
#pragma once

class QDockWidget;

namespace lightbench::ui {

class FlameView;
class OpenTrace;
class ProfileTable;
class TimelinePanel;

struct ProfileDocks {
  TimelinePanel* timeline = nullptr;
  ProfileTable* table = nullptr;
  FlameView* flame = nullptr;
  OpenTrace* trace = nullptr;  // shown by all three instead of the run
  QDockWidget* timelineDock = nullptr;
  QDockWidget* tableDock = nullptr;
  QDockWidget* flameDock = nullptr;
};

}  // namespace lightbench::ui
