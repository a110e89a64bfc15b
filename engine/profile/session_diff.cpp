#include "engine/profile/session_diff.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/profile/session_series.h"

namespace lightbench {
namespace {

bool all_positive(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
}

WallSummary summary_of(const SessionVariant& variant) {
  const std::vector<double> wall_ms = wall_ms_of(variant);
  return {variant.rounds(), median(wall_ms), median_absolute_deviation(wall_ms), median(unattributed_ms_of(variant)),
          count_outliers(wall_ms)};
}

class Comparison {
 public:
  Comparison(const MeasuredVariant& base, const MeasuredVariant& current, double threshold)
      : base_session_(base.session), base_(base.get()), current_session_(current.session), current_(current.get()) {
    diff_.pairing = pairing_of(base, current);
    diff_.threshold = threshold;
  }

  SessionDiff run() && {
    diff_.changes = changes_between(base_session_, base_, current_session_, current_);
    diff_.base = summary_of(base_);
    diff_.current = summary_of(current_);
    diff_.ratio = compare_durations(wall_ms_of(base_), wall_ms_of(current_), diff_.pairing);
    diff_.verdict = verdict_of(diff_.ratio, rounds(), diff_.threshold);
    compare_nodes();
    compare_outputs();
    warn();
    return std::move(diff_);
  }

 private:
  size_t rounds() const { return std::min(base_.rounds(), current_.rounds()); }

  void compare_nodes() {
    std::vector<std::string> ids;
    for (const SessionVariant* variant : {&base_, &current_}) {
      for (const SessionPicture& picture : variant->pictures) {
        for (const SessionNode& node : picture.nodes) {
          if (std::find(ids.begin(), ids.end(), node.id) == ids.end()) ids.push_back(node.id);
        }
      }
    }
    for (const std::string& id : ids) diff_.nodes.push_back(node_difference(id));
    std::stable_sort(diff_.nodes.begin(), diff_.nodes.end(), [](const NodeDifference& a, const NodeDifference& b) {
      return std::abs(a.delta_ms) > std::abs(b.delta_ms);
    });
  }

  NodeDifference node_difference(const std::string& id) const {
    const NodeSeries base = node_series_of(base_, id);
    const NodeSeries current = node_series_of(current_, id);
    NodeDifference node;
    node.id = id;
    node.type = current.node != nullptr ? current.node->type : base.node->type;
    node.is_share = base.is_share || current.is_share;
    if (base.node == nullptr) node.presence = NodeDifference::Presence::kAdded;
    if (current.node == nullptr) node.presence = NodeDifference::Presence::kRemoved;
    if (base.node != nullptr) {
      node.base_state = base.node->state;
      node.base_backend = base.node->backend;
    }
    if (current.node != nullptr) {
      node.current_state = current.node->state;
      node.current_backend = current.node->backend;
    }
    if (!base.self_ms.empty()) node.base_ms = median(base.self_ms);
    if (!current.self_ms.empty()) node.current_ms = median(current.self_ms);
    node.delta_ms = node.current_ms.value_or(0) - node.base_ms.value_or(0);
    if (node.base_ms && node.current_ms && all_positive(base.self_ms) && all_positive(current.self_ms)) {
      node.ratio = compare_durations(base.self_ms, current.self_ms, diff_.pairing);
      node.verdict = verdict_of(*node.ratio, rounds(), diff_.threshold);
    }
    return node;
  }

  void compare_outputs() {
    for (size_t p = 0; p < std::min(base_.pictures.size(), current_.pictures.size()); ++p) {
      for (const SessionImage& current : current_.pictures[p].outputs) {
        const std::vector<SessionImage>& before = base_.pictures[p].outputs;
        const auto base = std::find_if(before.begin(), before.end(),
                                       [&](const SessionImage& each) { return each.node == current.node; });
        if (base == before.end()) continue;
        OutputDifference output{current.node, p, OutputDifference::Samples::kUnknown, base->path, current.path};
        if (!base->hash.empty() && !current.hash.empty()) {
          output.samples = base->hash == current.hash ? OutputDifference::Samples::kIdentical
                                                      : OutputDifference::Samples::kDifferent;
        }
        diff_.outputs.push_back(std::move(output));
      }
    }
  }

  void warn() {
    const auto has = [&](ChangeKind kind) {
      return std::any_of(diff_.changes.begin(), diff_.changes.end(),
                         [kind](const SessionChange& change) { return change.kind == kind; });
    };
    if (has(ChangeKind::kMachine))
      diff_.warnings.push_back("the machines differ: the ratio says nothing of the pipeline");
    if (has(ChangeKind::kPicture)) diff_.warnings.push_back("the pictures differ: the work is not the same");
    if (!base_.build.optimised || !current_.build.optimised) {
      diff_.warnings.push_back("a build without optimisation was measured: its times mean nothing");
    }
    if (rounds() < kAdvisedRounds) {
      diff_.warnings.push_back("only " + std::to_string(rounds()) + " rounds: at least " +
                               std::to_string(kAdvisedRounds) + " are advised, 30 are better");
    }
    warn_of_load(base_session_, "the base");
    if (&base_session_ != &current_session_) warn_of_load(current_session_, "the new session");
  }

  // The measuring itself keeps up to `threads` processors busy.
  void warn_of_load(const ProfileSession& session, const std::string& which) {
    const double load = session.machine.load_1min.value_or(0);
    if (session.machine.processors <= 0 || load <= session.machine.processors) return;
    char text[160];
    std::snprintf(text, sizeof text, "%s was recorded while the machine was busy: load %.1f on %d processors",
                  which.c_str(), load, session.machine.processors);
    diff_.warnings.emplace_back(text);
  }

  const ProfileSession& base_session_;
  const SessionVariant& base_;
  const ProfileSession& current_session_;
  const SessionVariant& current_;
  SessionDiff diff_;
};

}  // namespace

Pairing pairing_of(const MeasuredVariant& base, const MeasuredVariant& current) {
  return &base.session == &current.session ? Pairing::kInterleaved : Pairing::kSeparate;
}

SessionDiff compare(const MeasuredVariant& base, const MeasuredVariant& current, double threshold) {
  return Comparison(base, current, threshold).run();
}

SessionDiff compare_variants(const ProfileSession& session, double threshold) {
  LB_CHECK(session.variants.size() == 2);
  return compare({session, 0}, {session, 1}, threshold);
}

SessionDiff compare_sessions(const ProfileSession& base, const ProfileSession& current, double threshold) {
  return compare({base, 0}, {current, 0}, threshold);
}

std::string verdict_text(const SessionDiff& diff) {
  char text[160];
  std::snprintf(text, sizeof text, "%s: %.2f → %.2f ms, %.3f times as long (%.3f to %.3f)",
                std::string(name_of(diff.verdict)).c_str(), diff.base.median_ms, diff.current.median_ms,
                diff.ratio.value, diff.ratio.low, diff.ratio.high);
  return text;
}

}  // namespace lightbench
