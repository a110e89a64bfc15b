// What the list of recorded sessions says of each, in words and figures.
#pragma once

#include <QString>

#include <optional>

#include "engine/profile/machine.h"
#include "ui/core/session_store.h"

namespace lightbench::ui {

struct SessionRow {
  QString path;
  QString problem;                  // why it cannot be read; everything below but `pipeline` is empty then
  QString warning;                  // what to keep in mind of one that was read; empty when there is nothing
  QString pipeline;                 // "Soft", "Soft, A/B"; the file's name where it cannot be read
  QString recorded;                 // "2026-11-29 08:15"
  std::optional<double> median_ms;  // of a round; of variant A where there are two
  std::optional<double> mad_ms;
  std::optional<double> rounds;
  QString pictures;  // "photo.png", "photo.png and 2 more"
  QString machine;   // the processor's name; begins with "another:" where it is not this one
  QString build;     // "0.1.0"; with its type where that is not Release
  QString tags;      // "one, two"
  QString notes;
  bool isBaseline = false;
  bool isOtherMachine = false;
  bool isOfPipeline = false;  // of the open one
  bool isNewer = false;       // written by a newer version: not to be changed here
};

// What the rows are seen from.
struct SessionViewpoint {
  MachineInfo machine;        // this one
  std::string pipeline_name;  // of the open pipeline
  std::string pipeline_path;  // empty when it was never saved
  QString baseline;           // path of the session it is held against; empty when there is none
};

SessionRow sessionRow(const StoredSession& stored, const SessionViewpoint& from);

// Of a session of two: whether B, over whole rounds, is slower or faster than A, by how much, and how sure that is.
QString turnsVerdict(const ProfileSession& session);

// Everything else about it, a line each: the verdict of two variants, outliers, machine, build, where it lies.
QString sessionFacts(const StoredSession& stored);

}  // namespace lightbench::ui
