// What the program remembers between two starts: look, window, recent files, folders. One ini file in the user's
// configuration folder; nothing of a pipeline is kept here.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QStringList>

#include <optional>

#include "ui/theme/theme.h"

namespace lightbench::ui {

class Settings {
 public:
  Settings();

  ThemeMode themeMode() const;
  void setThemeMode(ThemeMode mode);
  int typePercent() const;
  void setTypePercent(int percent);
  Density density() const;
  void setDensity(Density density);
  bool reduceMotion() const;
  void setReduceMotion(bool reduce);
  // All of the above put into the Theme.
  void applyLook() const;

  double latencyBudgetMs() const;
  void setLatencyBudgetMs(double budget);

  // How sessions are recorded: measured rounds, rounds before them (absent: until warm), tags.
  int recordedRounds() const;
  std::optional<int> recordedWarmup() const;
  QStringList recordedTags() const { return store_.value("record/tags").toStringList(); }
  void setRecorded(int rounds, std::optional<int> warmup, const QStringList& tags);

  QByteArray windowGeometry() const { return store_.value("window/geometry").toByteArray(); }
  QByteArray windowState() const { return store_.value("window/state").toByteArray(); }
  QByteArray splitterState() const { return store_.value("window/splitter").toByteArray(); }
  void setWindow(const QByteArray& geometry, const QByteArray& state, const QByteArray& splitter);

  int workspace() const { return store_.value("window/workspace", 0).toInt(); }  // its place in the menu row
  void setWorkspace(int index) { store_.setValue("window/workspace", index); }

  // Newest first, at most ten, full paths.
  QStringList recentFiles() const { return store_.value("recent/files").toStringList(); }
  void addRecentFile(const QString& path);
  void removeRecentFile(const QString& path);
  void clearRecentFiles();

  // Where a file dialogue of this purpose was last left; the home folder before.
  QString lastFolder(const QString& purpose) const;
  void setLastFolder(const QString& purpose, const QString& folder);

  // True once in the life of a configuration.
  bool takeFirstStart();

 private:
  QSettings store_;
};

}  // namespace lightbench::ui
