// A race in words: a row for each way of running the node, and the sentence above them. Knows no widget.
#pragma once

#include <QString>

#include <vector>

#include "engine/runtime/race.h"

namespace lightbench::ui {

struct RaceRow {
  QString name;  // "CPU AVX-512, f32"
  bool on_card = false;
  bool now = false;        // how the pipeline runs the node
  bool fastest = false;    // of those that are shown to be faster than now
  bool reference = false;  // what pictures are held against
  QString left_out;        // why it did not run; everything below is then empty
  QString time;            // "1.55"
  QString spread;          // "± 0.05"
  double bar = 0;          // 0..1
  bool cut = false;        // its time is longer than a full bar
  QString ratio;           // "now", "2.1× as long", "0.90× as long, too noisy"
  QString difference;      // largest, from the reference: "none", "0.00024"
  QString delta_e;         // mean, from the reference
  QString rounds;
  QString facts;  // the rest, for the tooltip; lines
};

QString raceName(const RaceEntry& entry);
// As the race orders them: the fastest first.
std::vector<RaceRow> raceRows(const RaceResult& race);
// "CPU AVX2, f16 is fastest: 1.6 ms, 10 % less than now; its picture is up to 0.00024 off", or that nothing is shown to
// be faster than now.
QString raceVerdict(const RaceResult& race);
// What was measured and how.
QString raceBasis(const RaceResult& race);

// Why a node cannot be made to run as the entry did: a pipeline's file names a device for each node, but its precision
// is one for all and the instruction set is the processor's best. Empty where it can.
QString useProblem(const RaceEntry& entry, const Graph& graph, const NodeId& node);

}  // namespace lightbench::ui
