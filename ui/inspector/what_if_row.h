// Below what was measured of a node: what the run would have taken had it been twice as fast, and a button that races
// it on every device, instruction set and precision.
#pragma once

#include <QWidget>

#include "engine/runtime/what_if.h"

class QLabel;
class QPushButton;

namespace lightbench::ui {

// "2× faster here: 17.2 to 13.2 ms"; of a member of a pass what it means. Empty where the node has no time of this run.
QString whatIfWords(const WhatIfTable& table, const NodeId& node);

class WhatIfRow : public QWidget {
  Q_OBJECT
 public:
  explicit WhatIfRow(QWidget* parent = nullptr);

  void setWords(const QString& words);
  QString words() const;
  // Empty: it can be raced; else why not.
  void setRaceProblem(const QString& problem);
  QPushButton* raceButton() const { return race_; }

 Q_SIGNALS:
  void raceAsked();

 private:
  QLabel* words_;
  QPushButton* race_;
};

}  // namespace lightbench::ui
