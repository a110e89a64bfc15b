#include "ui/editor/palette_search.h"

#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

#include "ui/core/document.h"
#include "ui/core/node_kind.h"

namespace lightbench::ui {
namespace {

constexpr int kWhole = 1000;
constexpr int kBeginning = 800;
constexpr int kWordBeginning = 600;
constexpr int kInitials = 450;
constexpr int kInside = 400;
constexpr int kLetters = 100;
constexpr int kExactPort = 50;
constexpr qsizetype kLeastLetters = 3;
constexpr int kGapCost = 8;

QStringList wordsOf(const QString& text) {
  static const QRegularExpression kBetween(QStringLiteral("[\\s_\\-,.()/]+"));
  return text.split(kBetween, Qt::SkipEmptyParts);
}

// Letters in order, beginning a word; fewer gaps are better, and too many mean something else.
int letterScore(const QString& query, const QString& text) {
  if (query.size() < kLeastLetters) return 0;
  qsizetype at = 0;
  int gaps = 0;
  for (const QChar letter : query) {
    const qsizetype found = text.indexOf(letter, at);
    if (found < 0) return 0;
    gaps += static_cast<int>(std::min<qsizetype>(found - at, 20));
    at = found + 1;
  }
  return std::max(0, kLetters - kGapCost * gaps);
}

int wordScore(const QString& word, const QString& text) {
  if (text == word) return kWhole;
  if (text.startsWith(word)) return kBeginning - static_cast<int>(std::min<qsizetype>(text.size(), 100));
  QString initials;
  bool begins = false;
  for (const QString& part : wordsOf(text)) {
    begins = begins || part.startsWith(word);
    initials += part.at(0);
  }
  if (begins) return kWordBeginning;
  if (word.size() > 1 && initials.startsWith(word)) return kInitials;
  if (text.contains(word)) return kInside;
  return letterScore(word, text);
}

int operatorScore(const OperatorDef& def, const QString& query) {
  // What it is called counts more than what else people say, and that more than the drawer it lies in.
  int best =
      std::max(matchScore(query, QString::fromStdString(def.label)), matchScore(query, QString::fromStdString(def.id)));
  for (const std::string& word : def.search_words) {
    best = std::max(best, matchScore(query, QString::fromStdString(word)) * 7 / 10);
  }
  const int category = matchScore(query, categoryLabel(categoryOf(&def)));
  return std::max(best, category > kLetters ? category / 4 : 0);
}

// 0: does not fit; 2: the very type.
int portFit(const OperatorDef& def, const PaletteFilter& filter) {
  int fit = 2;
  if (filter.fed_by) {
    int best = 0;
    for (const PortSpec& port : def.inputs) {
      if (fits(*filter.fed_by, port.type)) best = std::max(best, port.type == *filter.fed_by ? 2 : 1);
    }
    fit = std::min(fit, best);
  }
  if (filter.feeds) {
    int best = 0;
    for (const PortSpec& port : def.outputs) {
      if (fits(port.type, *filter.feeds)) best = std::max(best, port.type == *filter.feeds ? 2 : 1);
    }
    fit = std::min(fit, best);
  }
  return fit;
}

}  // namespace

int matchScore(const QString& query, const QString& text) {
  const QString lower = text.toLower();
  const QString trimmed = query.trimmed().toLower();
  if (trimmed.isEmpty() || lower.isEmpty()) return 0;
  // "gaussian blur" as a whole, before its words one by one.
  if (const int whole = wordScore(trimmed, lower); whole >= kInside) return whole;
  int sum = 0;
  const QStringList words = wordsOf(trimmed);
  for (const QString& word : words) {
    const int score = wordScore(word, lower);
    if (score == 0) return 0;
    sum += score;
  }
  return words.isEmpty() ? 0 : std::max<int>(1, sum / static_cast<int>(words.size()));
}

std::vector<const OperatorDef*> findOperators(const OperatorRegistry& registry, const QString& query,
                                              const PaletteFilter& filter) {
  struct Found {
    const OperatorDef* def;
    int score;
  };
  std::vector<Found> found;
  const bool everything = query.trimmed().isEmpty();
  for (const OperatorDef& def : registry.all()) {
    const int fit = portFit(def, filter);
    if (fit == 0) continue;
    const int score = everything ? 1 : operatorScore(def, query);
    if (score > 0) found.push_back({&def, score + (fit == 2 ? kExactPort : 0)});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.score > b.score; });
  std::vector<const OperatorDef*> result;
  for (const Found& entry : found) result.push_back(entry.def);
  return result;
}

}  // namespace lightbench::ui
