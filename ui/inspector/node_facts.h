// What the last finished run measured of one node, in figures and words: the section "This node" of the inspector.
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

#include "ui/core/engine_bridge.h"

namespace lightbench::ui {

struct NodeFact {
  QString name;
  QString value;
};

// The headline ("8.1", "ms self", or words such as "cached" with "was 8.1 ms"), then the facts that are known.
struct NodeFacts {
  QString headline;
  QString unit;
  QString aside;                // at the right of the headline
  std::vector<NodeFact> facts;  // a grid of three columns; a long value takes several
  std::vector<QString> lines;   // whole sentences: why it ran, what it fell back from, an error
  bool failed = false;
};

// `lastSelfNs`: what it took when it last computed; absent if it never did.
NodeFacts factsOf(const NodeReport* node, const RunReport* report, std::optional<qint64> lastSelfNs, int threads);

class NodeFactsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit NodeFactsPanel(QWidget* parent = nullptr);
  void show(const NodeFacts& facts);
  const NodeFacts& facts() const { return facts_; }
  QSize sizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int layOut(int width, QPainter* painter) const;
  NodeFacts facts_;
};

}  // namespace lightbench::ui
