// Two recorded sessions, or the two variants of one, against each other: the verdict first, what changed, the nodes
// with their intervals, the rounds of both. The node chosen in the table is the document's, and the reverse.
//
// Computed away from the window; what arrives after another choice was made is dropped. A hidden panel computes
// nothing.
#pragma once

#include <QWidget>

#include <optional>

#include "ui/core/document.h"
#include "ui/core/latest_task.h"
#include "ui/profile/compare_job.h"
#include "ui/profile/compare_sides.h"
#include "ui/profile/compare_words.h"

class QScrollArea;
class QSplitter;

namespace lightbench::ui {

class ComboButton;
class ComparePlots;
class CompareTable;
class ElidedLabel;
class IconButton;
class IconSign;
class SentenceList;

class ComparePanel : public QWidget {
  Q_OBJECT
 public:
  ComparePanel(Document& document, SessionStore& store, QWidget* parent = nullptr);

  ComboButton& baseChooser() { return *baseChooser_; }
  ComboButton& currentChooser() { return *currentChooser_; }
  CompareTable& table() { return *table_; }
  SentenceList& summary() { return *summary_; }
  ComparePlots& plots() { return *plots_; }
  const std::optional<CompareOutcome>& outcome() const { return outcome_; }  // absent: nothing compared (yet)
  bool isComputing() const { return task_.isBusy(); }

 public Q_SLOTS:
  // Paths of session files in the store.
  void setBase(const QString& path);
  void setCurrent(const QString& path);
  void compare(const QString& base, const QString& current);  // the variants of one session where both are the same
  void swapSides();

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* buildBar();
  void buildBody();
  void takeStore();
  void choose(const SidePair& sides);
  void fillChooser(ComboButton* chooser, const std::vector<SideChoice>& choices, const SessionSide& side);
  QString problem() const;  // why nothing can be compared, in words; empty where it can
  CompareSide sideOf(const SessionSide& side) const;
  void refresh();
  void take(CompareOutcome outcome);
  void measureOutputs();
  void clear(const QString& words);
  void showRows();
  void showPlots();
  void showGround();
  void takeSelection();
  void giveSelection();
  QString titleOf(const NodeId& id, const std::string& type) const;

  Document& document_;
  SessionStore& store_;
  SidePair sides_;
  bool chosen_ = false;  // by the user: new sessions do not change it
  CompareSide base_;     // what the outcome is of
  CompareSide current_;
  std::optional<CompareOutcome> outcome_;
  ComboButton* baseChooser_;
  ComboButton* currentChooser_;
  IconButton* swap_;
  IconButton* copy_;
  IconSign* groundSign_;
  ElidedLabel* ground_;
  QScrollArea* whole_;
  QSplitter* body_;
  SentenceList* summary_;
  CompareTable* table_;
  ComparePlots* plots_;
  bool stale_ = true;
  LatestTask task_;  // last: it ends before what it delivers to
};

}  // namespace lightbench::ui
