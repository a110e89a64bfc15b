// Draws NodeFacts: headline, the last runs as a line, the grid of figures, what limits the node, sentences.
#pragma once

#include <QWidget>

#include "ui/inspector/node_facts.h"

namespace lightbench::ui {

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
