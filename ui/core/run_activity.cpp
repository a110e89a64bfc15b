#include "ui/core/run_activity.h"

#include <QCoreApplication>

#include <algorithm>

namespace lightbench::ui {

namespace {

constexpr int64_t kPatience_ns = 10'000'000'000;  // of a run that nobody looks at; the ring holds about as long

// The end of the first painting after the last picture of this run was converted; absent if there was none yet.
std::optional<int64_t> sightOf(const RunReport& report, const std::vector<UiSpan>& spans) {
  const auto taken = std::find_if(spans.rbegin(), spans.rend(), [&](const UiSpan& span) {
    return span.work == UiWork::kTake && span.level == report.level && span.start_ns >= report.trace.start_ns;
  });
  if (taken == spans.rend()) return std::nullopt;
  const auto converted = std::find_if(taken.base(), spans.end(), [&](const UiSpan& span) {
    return span.work == UiWork::kConversion && span.node == taken->node && span.level == taken->level;
  });
  if (converted == spans.end()) return std::nullopt;
  const auto painted = std::find_if(converted, spans.end(), [&](const UiSpan& span) {
    return span.work == UiWork::kViewer && span.start_ns >= converted->end_ns;
  });
  return painted == spans.end() ? std::nullopt : std::optional(painted->end_ns);
}

const char* nameOf(UiWork work) {
  switch (work) {
    case UiWork::kEdit: return QT_TRANSLATE_NOOP("UiSpan", "edit");
    case UiWork::kTake: return QT_TRANSLATE_NOOP("UiSpan", "take over");
    case UiWork::kConversion: return QT_TRANSLATE_NOOP("UiSpan", "convert");
    case UiWork::kViewer: return QT_TRANSLATE_NOOP("UiSpan", "paint viewer");
    case UiWork::kGraph: return QT_TRANSLATE_NOOP("UiSpan", "paint graph");
    case UiWork::kThumbnail: break;
  }
  return QT_TRANSLATE_NOOP("UiSpan", "thumbnail of");
}

}  // namespace

QString wordsFor(const UiSpan& span, const QString& node_title) {
  const QString name = QCoreApplication::translate("UiSpan", nameOf(span.work));
  return node_title.isEmpty() ? name : name + QChar(' ') + node_title;
}

std::vector<TraceLane> traceLanesOf(const UiActivity& activity) {
  TraceLane window{{}, "UI", {}};
  TraceLane beside{{}, "UI in the background", {}};
  for (const UiSpan& span : activity.spans) {
    const std::string name = wordsFor(span, QString::fromStdString(span.node)).toStdString();
    (span.inBackground() ? beside : window).events.push_back({name, "ui", span.start_ns, span.end_ns, {}});
  }
  std::vector<TraceLane> lanes;
  for (TraceLane* lane : {&window, &beside}) {
    if (!lane->events.empty()) lanes.push_back(std::move(*lane));
  }
  return lanes;
}

RunActivity::RunActivity(QObject* parent) : QObject(parent) {
  // Queued: the painting that brings the result to the screen is over by then.
  connect(&UiSpans::instance(), &UiSpans::viewerPainted, this, &RunActivity::lookForSight, Qt::QueuedConnection);
}

void RunActivity::clear() {
  edits_.clear();
  report_.reset();
  activity_ = {};
}

void RunActivity::edited(quint64 revision, int64_t at_ns) { edits_[revision] = at_ns; }

void RunActivity::finished(const std::shared_ptr<const RunReport>& report) {
  report_ = report;
  activity_ = {};
  const auto edit = edits_.find(report->revision);
  if (edit != edits_.end()) activity_.edit_ns = edit->second;
  // After the proxy of an edit comes its exact run; what runs after that was not asked for by the edit. A document just
  // opened may be run once before anybody has said what to view.
  const bool answers =
      report->level == 0 && std::any_of(report->nodes.begin(), report->nodes.end(),
                                        [](const auto& node) { return node.state != NodeState::kNotAsked; });
  edits_.erase(edits_.begin(), answers ? edits_.upper_bound(report->revision) : edits_.lower_bound(report->revision));
  const int64_t from_ns = activity_.edit_ns.value_or(report->trace.start_ns);
  activity_.spans = UiSpans::instance().begunIn(from_ns, now_ns());
  lookForSight();
}

void RunActivity::lookForSight() {
  const bool waits = report_ && !activity_.seen_ns && now_ns() - report_->trace.end_ns < kPatience_ns;
  if (!waits) return;
  const int64_t from_ns = activity_.edit_ns.value_or(report_->trace.start_ns);
  std::vector<UiSpan> spans = UiSpans::instance().begunIn(from_ns, now_ns());
  activity_.seen_ns = sightOf(*report_, spans);
  if (!activity_.seen_ns) return;
  std::erase_if(spans, [this](const UiSpan& span) { return span.start_ns > *activity_.seen_ns; });
  activity_.spans = std::move(spans);
  Q_EMIT seen();
}

}  // namespace lightbench::ui
