#include "ui/profile/trend_words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include "ui/profile/compare_summary.h"
#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

constexpr size_t kFewestForSteps = 8;  // engine/profile/trend.h says why

QString tr(const char* text) { return QCoreApplication::translate("Trends", text); }

Verdict verdictOf(const TrendStep& step) { return step.place.ratio > 1 ? Verdict::kSlower : Verdict::kFaster; }

}  // namespace

QString trendTitle(const Trend& trend) {
  const QString name = QString::fromStdString(trend.pipeline);
  const QString pictures = QString::fromStdString(trend.pictures);
  return (pictures.isEmpty() ? name : tr("%1, %2").arg(name, pictures)) + tr(" (%1)").arg(trend.points.size());
}

QString trendGround(const Trend& trend) {
  return trend.cpu_name.empty() ? tr("unknown processor") : QString::fromStdString(trend.cpu_name);
}

QString pointTime(const TrendPoint& point) {
  const QString text = QString::fromStdString(point.recorded);
  const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
  return time.isValid() ? time.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")) : text;
}

QString pointWords(const TrendPoint& point) {
  QString words =
      tr("%1: %2 ± %3 ms").arg(pointTime(point), formatThreeFigures(point.median_ms), formatThreeFigures(point.mad_ms));
  if (!point.version.empty()) words += tr(", version %1").arg(QString::fromStdString(point.version));
  if (!point.notes.empty()) words += '\n' + QString::fromStdString(point.notes);
  return words + '\n' + QFileInfo(QString::fromStdString(point.path)).fileName();
}

QString stepWords(const Trend& trend, const TrendStep& step) {
  return tr("%1 from %2: %3 to %4 ms")
      .arg(verdictSentence(verdictOf(step), {step.place.ratio, step.place.ratio, step.place.ratio}),
           pointTime(trend.points[step.place.at]), formatThreeFigures(step.before_ms),
           formatThreeFigures(step.after_ms));
}

std::vector<Sentence> stepSentences(const Trend& trend) {
  if (trend.steps.empty()) {
    return problemSentence(
        trend.points.size() < kFewestForSteps
            ? tr("No step can be told from %1 sessions; it takes about eight.").arg(trend.points.size())
            : tr("No step: the sessions differ by no more than chance or the threshold."));
  }
  std::vector<Sentence> sentences;
  for (auto step = trend.steps.rbegin(); step != trend.steps.rend(); ++step) {
    const VerdictLook look = verdictLook(verdictOf(*step));
    Sentence head{stepWords(trend, *step), FontRole::kBodyMedium, look.ink, look.icon};
    head.begins = step != trend.steps.rbegin();
    sentences.push_back(head);
    std::vector<Sentence> changes = changeSentences(step->changes);
    if (changes.empty()) changes = {{tr("Nothing recorded changed there."), FontRole::kBody, Ink::kText2}};
    sentences.insert(sentences.end(), changes.begin(), changes.end());
  }
  return sentences;
}

}  // namespace lightbench::ui
