// What a comparison can be made of: the variants of the recorded sessions, and which two stand against each other
// where nobody has chosen.
#pragma once

#include <QMetaType>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

#include "ui/core/session_store.h"

namespace lightbench::ui {

struct SessionSide {
  QString path;
  int variant = 0;  // index into the session's variants
  bool operator==(const SessionSide&) const = default;
  bool isNone() const { return path.isEmpty(); }
};

// An entry of a chooser.
struct SideChoice {
  SessionSide side;
  QString text;     // "Soft, 2026-11-29 08:15", with the variant's name where there are two; with the file's name where
                    // another one would read the same
  QString problem;  // why it cannot be chosen; empty where it can
};
// Newest first.
std::vector<SideChoice> sideChoices(const std::vector<StoredSession>& sessions);

using SidePair = std::pair<SessionSide, SessionSide>;  // base, new
// The newest session of the pipeline, else the newest of all: its two variants, else against the one before it of the
// same pipeline. Where there is none before it, the base stays open.
SidePair proposedSides(const std::vector<StoredSession>& sessions, const QString& pipelinePath);
// What two paths mean: the variants of one session where both are the same, else the first of each.
SidePair sidesOf(const QString& base, const QString& current);

}  // namespace lightbench::ui

Q_DECLARE_METATYPE(lightbench::ui::SessionSide)
