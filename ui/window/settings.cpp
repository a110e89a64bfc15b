#include "ui/window/settings.h"

#include <QDir>

#include <algorithm>

namespace lightbench::ui {

namespace {

constexpr int kRecentFiles = 10;
constexpr int kMostRounds = 10000;

// Names rather than numbers in the file, so that the order of an enum can change.
const char* const kThemeNames[] = {"system", "dark", "light"};
const char* const kDensityNames[] = {"compact", "default", "roomy"};

template <size_t N>
int indexOf(const char* const (&names)[N], const QString& name, int otherwise) {
  const auto* found =
      std::find_if(std::begin(names), std::end(names), [&](const char* known) { return name == known; });
  return found == std::end(names) ? otherwise : static_cast<int>(found - std::begin(names));
}

}  // namespace

Settings::Settings() : store_(QSettings::IniFormat, QSettings::UserScope, "lightbench", "lightbench") {}

ThemeMode Settings::themeMode() const {
  return static_cast<ThemeMode>(indexOf(kThemeNames, store_.value("look/theme").toString(), 0));
}
void Settings::setThemeMode(ThemeMode mode) { store_.setValue("look/theme", kThemeNames[static_cast<int>(mode)]); }

int Settings::typePercent() const { return std::clamp(store_.value("look/type_percent", 100).toInt(), 80, 150); }
void Settings::setTypePercent(int percent) { store_.setValue("look/type_percent", percent); }

Density Settings::density() const {
  return static_cast<Density>(indexOf(kDensityNames, store_.value("look/density").toString(), 1));
}
void Settings::setDensity(Density density) {
  store_.setValue("look/density", kDensityNames[static_cast<int>(density)]);
}

bool Settings::reduceMotion() const { return store_.value("look/reduce_motion", false).toBool(); }
void Settings::setReduceMotion(bool reduce) { store_.setValue("look/reduce_motion", reduce); }

void Settings::applyLook() const {
  Theme& theme = Theme::instance();
  theme.setReduceMotion(reduceMotion());
  theme.setDensity(density());
  theme.setTypePercent(typePercent());
  theme.setMode(themeMode());
}

double Settings::latencyBudgetMs() const {
  const double budget = store_.value("run/latency_budget_ms", 33.0).toDouble();
  return budget >= 0 && budget < 10000 ? budget : 33.0;
}
void Settings::setLatencyBudgetMs(double budget) { store_.setValue("run/latency_budget_ms", budget); }

int Settings::recordedRounds() const { return std::clamp(store_.value("record/rounds", 30).toInt(), 1, kMostRounds); }

std::optional<int> Settings::recordedWarmup() const {
  bool isNumber = false;
  const int rounds = store_.value("record/warmup").toString().toInt(&isNumber);
  return isNumber && rounds >= 0 ? std::optional(std::min(rounds, kMostRounds)) : std::nullopt;
}

void Settings::setRecorded(int rounds, std::optional<int> warmup, const QStringList& tags) {
  store_.setValue("record/rounds", rounds);
  store_.setValue("record/warmup", warmup ? QString::number(*warmup) : QStringLiteral("auto"));
  store_.setValue("record/tags", tags);
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state, const QByteArray& splitter) {
  store_.setValue("window/geometry", geometry);
  store_.setValue("window/state", state);
  store_.setValue("window/splitter", splitter);
}

void Settings::addRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  files.prepend(path);
  while (files.size() > kRecentFiles) files.removeLast();
  store_.setValue("recent/files", files);
}

void Settings::removeRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  store_.setValue("recent/files", files);
}

void Settings::clearRecentFiles() { store_.remove("recent/files"); }

QString Settings::lastFolder(const QString& purpose) const {
  const QString folder = store_.value("folders/" + purpose).toString();
  return !folder.isEmpty() && QDir(folder).exists() ? folder : QDir::homePath();
}
void Settings::setLastFolder(const QString& purpose, const QString& folder) {
  store_.setValue("folders/" + purpose, folder);
}

bool Settings::takeFirstStart() {
  const bool first = !store_.value("started", false).toBool();
  if (first) store_.setValue("started", true);
  return first;
}

}  // namespace lightbench::ui
