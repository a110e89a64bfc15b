// Sentences below each other, wrapped to the width: the verdict large with its sign, then what it rests on, what
// changed, what makes it doubtful, and the outputs.
#pragma once

#include <QWidget>

#include <vector>

#include "ui/profile/compare_words.h"

namespace lightbench::ui {

struct SummaryEntry {
  QString text;
  FontRole role = FontRole::kBody;
  Ink ink = Ink::kText2;
  QString icon = {};    // in front; of the verdict behind
  QString label = {};   // in a column of its own at the left, in text3
  bool begins = false;  // a group: with a gap above
};

std::vector<SummaryEntry> summaryEntries(const SessionDiff& diff, const Threshold& threshold);
std::vector<SummaryEntry> qualityEntries(const std::vector<OutputQuality>& qualities);
// Why there is nothing to see, as the only sentence.
std::vector<SummaryEntry> problemEntries(const QString& text);

class CompareSummary : public QWidget {
  Q_OBJECT
 public:
  explicit CompareSummary(QWidget* parent = nullptr);

  void setEntries(std::vector<SummaryEntry> entries);
  void append(const std::vector<SummaryEntry>& entries);
  QString text() const;  // all of it, a line an entry

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return QSize(200, 40); }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int layOut(int width, QPainter* painter) const;

  std::vector<SummaryEntry> entries_;
};

}  // namespace lightbench::ui
