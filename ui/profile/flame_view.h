// Where the time of a run went, as a flame graph hanging from the top. A click or step chooses the nodes of a block;
// double-click or Enter makes it as wide as the view, Escape, Backspace or Home goes back to the whole. Left and Right
// walk along a row, Up and Down between a block and what it is made of. While a trace is open it is shown instead, and
// its blocks choose nothing.
#pragma once

#include <QWidget>

#include <set>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/profile/flame_model.h"
#include "ui/profile/open_trace.h"

namespace lightbench::ui {

class TraceBanner;

class FlameView : public QWidget {
  Q_OBJECT
 public:
  FlameView(Document& document, EngineBridge& bridge, OpenTrace& trace, QWidget* parent = nullptr);

  const std::vector<FlameBlock>& blocks() const { return blocks_; }
  int current() const { return current_; }  // index of the block the keyboard is at; -1 for none
  int zoomed() const { return zoomed_; }    // index of the block that fills the width
  QRectF rectOf(int block) const;
  int blockAt(const QPointF& point) const;  // -1 where there is none
  QString wordsOf(int block) const;

  QSize sizeHint() const override { return QSize(640, 160); }
  QSize minimumSizeHint() const override { return QSize(160, 60); }

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void takeReport();
  void refresh();
  void takeSelection();
  void choose(int block);
  void makeCurrent(int block);
  void zoomTo(int block);
  double top() const;  // of the first row
  int neighbour(int step) const;
  int childOf(int block) const;
  bool isSelected(const FlameBlock& block) const;
  void paintBlock(QPainter& painter, int index) const;

  Document& document_;
  EngineBridge& bridge_;
  OpenTrace& trace_;
  TraceBanner* banner_;
  std::vector<FlameBlock> blocks_;
  std::set<NodeId> selected_;
  int current_ = -1;
  int hovered_ = -1;
  int zoomed_ = 0;
  bool stale_ = true;
};

}  // namespace lightbench::ui
