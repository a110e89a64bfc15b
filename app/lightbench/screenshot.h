// `--screenshot FILE`: the window as a picture, taken once its first run is finished; for the README and for looking
// at the program on machines without a screen.
#pragma once

#include <QString>

class QApplication;

namespace lightbench::ui {
class MainWindow;
}

namespace lightbench {

// Runs the event loop until the picture is written. Returns the program's exit code.
int take_screenshot(QApplication& application, ui::MainWindow& window, const QString& path);

}  // namespace lightbench
