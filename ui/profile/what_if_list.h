// What the run would have taken if one part of it were twice as fast, the greatest gain first: nodes, passes with their
// members below them, and all transfers together. A click or step chooses the nodes of a row. Numbers are those of
// engine/runtime/what_if.
#pragma once

#include <QWidget>

#include <memory>

#include "engine/runtime/what_if.h"
#include "ui/core/document.h"

class QLabel;
class QListView;
class QStandardItemModel;

namespace lightbench::ui {

class SectionHead;

class WhatIfList : public QWidget {
  Q_OBJECT
 public:
  explicit WhatIfList(Document& document, QWidget* parent = nullptr);

  void setRun(const RunReport& report);
  QListView& view() { return *view_; }
  const std::vector<WhatIf>& rows() const { return rows_; }
  QString titleOf(int row) const;
  QString factsOf(int row) const;  // in words: what it took, what would be gained
  QString footText() const;        // what is said of rows that gain nothing; empty where all do

  QSize sizeHint() const override;

 private:
  void takeSelection();
  void giveSelection();

  Document& document_;
  SectionHead* head_;
  QListView* view_;
  QStandardItemModel* model_;
  QLabel* foot_;
  std::vector<WhatIf> rows_;
  int64_t wall_ns_ = 0;
  bool following_ = false;  // the document changes the selection, not the user
};

}  // namespace lightbench::ui
