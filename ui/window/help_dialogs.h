// Help: the list of all keys, made from the menus, and what this program is.
#pragma once

class QMenuBar;
class QWidget;

namespace lightbench::ui {

void showKeys(const QMenuBar& bar, QWidget* parent);
void showAbout(QWidget* parent);

}  // namespace lightbench::ui
