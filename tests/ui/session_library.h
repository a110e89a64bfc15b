// Recorded sessions for the tests of the docks that show them: photo → blur → sharpen, with as many rounds as asked
// for and jitter that is always the same.
#pragma once

#include <QString>

#include "tests/engine/sample_session.h"

namespace lightbench::testing {

// A tenth of a percent up and down.
inline void give_rounds(ProfileSession& session, size_t rounds) {
  for (SessionVariant& variant : session.variants) {
    for (SessionPicture& picture : variant.pictures) {
      picture.wall_ns.assign(rounds, 50'000);
      picture.unattributed_ns.assign(rounds, 50'000);
      picture.start_ns.clear();
      for (size_t round = 0; round < rounds; ++round) picture.start_ns.push_back(static_cast<int64_t>(round) + 1);
      for (SessionNode& node : picture.nodes) {
        if (node.self_ns.empty()) continue;
        const int64_t self = node.self_ns.front();
        node.self_ns.clear();
        node.busy_ns.assign(rounds, 2 * self);
        for (size_t round = 0; round < rounds; ++round) {
          const auto step = static_cast<int64_t>(round * 7 % 11) - 5;
          node.self_ns.push_back(self + step * self / 5000);
          picture.wall_ns[round] += node.self_ns.back();
        }
      }
    }
  }
}

inline ProfileSession recorded(int day, int64_t blur_ns, size_t rounds = 30) {
  ProfileSession session = sample_session(blur_ns);
  session.recorded = QStringLiteral("2026-11-%1T07:15:00Z").arg(day, 2, 10, QChar('0')).toStdString();
  session.notes.clear();
  give_rounds(session, rounds);
  return session;
}

inline ProfileSession recorded_pair(int day, int64_t a_ns, int64_t b_ns) {
  ProfileSession session = recorded(day, a_ns);
  session.variants.push_back(recorded(day, b_ns).variants[0]);
  session.variants[1].name = "B";
  return session;
}

}  // namespace lightbench::testing
