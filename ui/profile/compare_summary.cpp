#include "ui/profile/compare_summary.h"

#include <QCoreApplication>

#include <algorithm>

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

}  // namespace

std::vector<Sentence> changeSentences(const std::vector<SessionChange>& changes) {
  std::vector<Sentence> sentences;
  for (size_t i = 0; i < changes.size(); ++i) {
    Sentence line{changeText(changes[i]), FontRole::kBody, Ink::kText};
    if (i == 0 || changes[i].kind != changes[i - 1].kind) line.label = kindTitle(changes[i].kind);
    sentences.push_back(line);
  }
  return sentences;
}

std::vector<Sentence> comparisonSentences(const SessionDiff& diff, const Threshold& threshold) {
  const VerdictLook look = verdictLook(diff.verdict);
  std::vector<Sentence> sentences = {
      {verdictSentence(diff.verdict, diff.ratio), FontRole::kVerdict, look.ink, look.icon},
      {figuresSentence(diff), FontRole::kBody, Ink::kText},
      {basisSentence(diff, threshold), FontRole::kBody, Ink::kText2}};
  Sentence head{diff.changes.empty() ? tr("Nothing changed but the time") : tr("What changed"), FontRole::kBodyMedium,
                Ink::kText};
  head.begins = true;
  sentences.push_back(head);
  const std::vector<Sentence> changes = changeSentences(diff.changes);
  sentences.insert(sentences.end(), changes.begin(), changes.end());
  bool first = true;
  for (const std::string& warning : diff.warnings) {
    Sentence line{QString::fromStdString(warning), FontRole::kBody, Ink::kWarn, QStringLiteral("warning")};
    line.begins = std::exchange(first, false);
    sentences.push_back(line);
  }
  return sentences;
}

std::vector<Sentence> qualitySentences(const std::vector<OutputQuality>& qualities) {
  if (qualities.empty()) return {};
  Sentence head{tr("Outputs"), FontRole::kBodyMedium, Ink::kText};
  head.begins = true;
  std::vector<Sentence> sentences = {head};
  const bool several = std::any_of(qualities.begin(), qualities.end(),
                                   [](const OutputQuality& each) { return each.output.picture > 0; });
  for (const OutputQuality& quality : qualities) {
    sentences.push_back({qualityText(quality, several), FontRole::kBody, Ink::kText2});
  }
  return sentences;
}

std::vector<Sentence> problemSentence(const QString& text) { return {{text, FontRole::kBody, Ink::kText3}}; }

}  // namespace lightbench::ui
