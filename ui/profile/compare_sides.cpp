#include "ui/profile/compare_sides.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <map>

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

// Sessions of one minute read the same.
void tellApart(std::vector<SideChoice>& choices) {
  std::map<QString, int> times;
  for (const SideChoice& choice : choices) ++times[choice.text];
  for (SideChoice& choice : choices) {
    if (times[choice.text] > 1) choice.text += tr(" (%1)").arg(QFileInfo(choice.side.path).completeBaseName());
  }
}

const SessionVariant& firstOf(const StoredSession& stored) { return stored.loaded->session.variants.front(); }

}  // namespace

std::vector<SideChoice> sideChoices(const std::vector<StoredSession>& sessions) {
  std::vector<SideChoice> choices;
  for (const StoredSession& stored : sessions) {
    if (!stored.loaded) {
      choices.push_back({{stored.path, 0}, QFileInfo(stored.path).fileName(), stored.problem});
      continue;
    }
    const ProfileSession& session = stored.loaded->session;
    const bool is_pair = session.variants.size() > 1;
    for (size_t i = 0; i < session.variants.size(); ++i) {
      const SessionVariant& variant = session.variants[i];
      const QString name = is_pair ? ' ' + QString::fromStdString(variant.name) : QString();
      choices.push_back({{stored.path, static_cast<int>(i)},
                         tr("%1%2, %3").arg(pipelineTitle(variant), name, recordedText(session)),
                         {}});
    }
  }
  tellApart(choices);
  return choices;
}

SidePair proposedSides(const std::vector<StoredSession>& sessions, const QString& pipelinePath) {
  const auto is_of = [&](const StoredSession& stored, const QString& path) {
    return stored.loaded && QString::fromStdString(firstOf(stored).pipeline_path) == path;
  };
  auto newest = sessions.end();
  if (!pipelinePath.isEmpty()) {
    newest = std::find_if(sessions.begin(), sessions.end(),
                          [&](const StoredSession& each) { return is_of(each, pipelinePath); });
  }
  if (newest == sessions.end()) {
    newest = std::find_if(sessions.begin(), sessions.end(), [](const StoredSession& each) { return !!each.loaded; });
  }
  if (newest == sessions.end()) return {};
  if (newest->loaded->session.variants.size() > 1) return sidesOf(newest->path, newest->path);
  const QString pipeline = pipelineTitle(firstOf(*newest));
  const auto before = std::find_if(std::next(newest), sessions.end(), [&](const StoredSession& each) {
    return each.loaded && pipelineTitle(firstOf(each)) == pipeline;
  });
  return {before == sessions.end() ? SessionSide() : SessionSide{before->path, 0}, {newest->path, 0}};
}

SidePair sidesOf(const QString& base, const QString& current) {
  return {{base, 0}, {current, base == current ? 1 : 0}};
}

}  // namespace lightbench::ui
