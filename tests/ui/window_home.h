// Where the windows of a test live: an engine with every operator, and a folder in place of the user's, which takes
// settings, data and caches.
#pragma once

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

#include "engine/operators/builtin.h"
#include "engine/runtime/engine.h"
#include "ui/theme/theme.h"

namespace lightbench::testing {

struct WindowHome {
  QTemporaryDir folder;
  OperatorRegistry registry;
  std::unique_ptr<Engine> engine;  // of two workers

  // To be called once, when the application is there.
  void prepare() {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    qputenv("XDG_DATA_HOME", folder.filePath("data").toUtf8());
    qputenv("XDG_CACHE_HOME", folder.filePath("cache").toUtf8());
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    ui::Theme::instance().apply(*qobject_cast<QApplication*>(qApp));
    register_builtin(registry);
    engine = std::make_unique<Engine>(registry, EngineOptions{2, 64 << 20});
  }
  // The next window starts as the first one did.
  void forgetSettings() const { QFile::remove(folder.filePath("lightbench/lightbench.ini")); }
};

}  // namespace lightbench::testing
