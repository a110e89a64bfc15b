// The words of a comparison as sentences: the verdict, what it rests on, what changed, what makes it doubtful, and how
// far the outputs are apart.
#pragma once

#include "ui/profile/compare_words.h"
#include "ui/profile/sentence_list.h"

namespace lightbench::ui {

std::vector<Sentence> comparisonSentences(const SessionDiff& diff, const Threshold& threshold);
// What differs, a line each; the first of a kind has its title.
std::vector<Sentence> changeSentences(const std::vector<SessionChange>& changes);
std::vector<Sentence> qualitySentences(const std::vector<OutputQuality>& qualities);
// Why there is nothing to see, as the only sentence.
std::vector<Sentence> problemSentence(const QString& text);

}  // namespace lightbench::ui
