// The race of one node: how far it is, then who came in first, by how much, and what it costs the picture. Stays open
// beside the window; Enter or "Use this" makes the node run on the device of the chosen row, as an edit.
#pragma once

#include <QDialog>

#include "ui/core/node_race.h"
#include "ui/profile/race_rows.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace lightbench::ui {

class RaceDialog : public QDialog {
  Q_OBJECT
 public:
  RaceDialog(Document& document, NodeRace& race, QWidget* parent = nullptr);

  // Shows itself and begins; why it could not, or what the race ended with, stands in it.
  void raceNode(const NodeId& node);
  NodeId node() const { return node_; }
  const std::vector<RaceRow>& rows() const { return rows_; }
  QTableView& table() { return *table_; }
  QString verdict() const;

  void reject() override;  // stops a race in progress first

 private:
  QWidget* buildRunning();
  QWidget* buildResult();
  void showResult(const Result<RaceResult>& result);
  void refreshIcon();
  void fill();
  void layColumns();
  void say(const QString& verdict, const QString& basis);
  void choose(int row);
  void refreshUse();
  void useChosen();

  Document& document_;
  NodeRace& race_;
  NodeId node_;
  RaceResult result_;
  std::vector<RaceRow> rows_;
  QLabel* icon_;
  QLabel* title_;
  QStackedWidget* pages_;
  QProgressBar* bar_;
  QLabel* doing_;
  QLabel* verdict_;
  QLabel* basis_;
  QTableView* table_;
  QStandardItemModel* model_;
  QLabel* useNote_;
  QPushButton* use_;
  QPushButton* again_;
  QPushButton* close_;
};

}  // namespace lightbench::ui
