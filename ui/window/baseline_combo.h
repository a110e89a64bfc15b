// What the runs of now are held against: nothing, the runs of now, or a recorded session of this pipeline. The same
// list is a menu.
#pragma once

#include "ui/controls/combo_button.h"
#include "ui/core/document.h"
#include "ui/core/profile_keeper.h"

namespace lightbench::ui {

class SessionCommands;
class WindowActions;

class BaselineCombo : public ComboButton {
  Q_OBJECT
 public:
  // All of them must outlive this object.
  BaselineCombo(Document& document, ProfileKeeper& profile, SessionCommands& sessions, const WindowActions& actions,
                QWidget* parent = nullptr);

 private:
  void fill();
  void refresh();
  void take(int index);

  Document& document_;
  ProfileKeeper& profile_;
  SessionCommands& sessions_;
  const WindowActions& actions_;
};

}  // namespace lightbench::ui
