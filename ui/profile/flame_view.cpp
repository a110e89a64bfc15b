#include "ui/profile/flame_view.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/profile/time_axis.h"
#include "ui/profile/trace_banner.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr double kInset = 12;
constexpr double kTop = 8;
constexpr double kGap = 2;
constexpr double kTextFrom = 26;
constexpr double kTextPadding = 6;
constexpr double kHatchPitch = 4;

void paintHatch(QPainter& painter, const QRectF& area, const QColor& color) {
  painter.save();
  painter.setClipRect(area);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 1.2));
  for (double x = area.left() - area.height(); x < area.right(); x += kHatchPitch) {
    painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
  }
  painter.restore();
}

}  // namespace

FlameView::FlameView(Document& document, EngineBridge& bridge, OpenTrace& trace, QWidget* parent)
    : QWidget(parent), document_(document), bridge_(bridge), trace_(trace), banner_(new TraceBanner(trace)) {
  setObjectName("flameView");
  setAccessibleName(tr("Flame view of the run"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  usePanelBackground(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(banner_);
  column->addStretch(1);
  connect(&trace_, &OpenTrace::changed, this, &FlameView::takeReport);
  connect(&document_, &Document::selectionChanged, this, &FlameView::takeSelection);
  connect(&document_, &Document::graphChanged, this, [this](GraphChange change) {
    if (change != GraphChange::Params) takeReport();
  });
  connect(&bridge_, &EngineBridge::reportChanged, this, &FlameView::takeReport);
  connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
  takeSelection();
}

void FlameView::takeReport() {
  stale_ = true;
  if (isVisible()) refresh();
}

void FlameView::showEvent(QShowEvent* event) {
  if (stale_) refresh();
  QWidget::showEvent(event);
}

void FlameView::refresh() {
  stale_ = false;
  const auto nodesOf = [this](int block) {
    return block > 0 && block < static_cast<int>(blocks_.size()) ? blocks_[static_cast<size_t>(block)].nodes
                                                                 : std::vector<NodeId>();
  };
  const std::vector<NodeId> kept = nodesOf(zoomed_);
  const auto report = bridge_.report();
  blocks_.clear();
  if (trace_.trace() != nullptr) {
    blocks_ = flameOf(*trace_.trace());
  } else if (report) {
    blocks_ = flameOf({*report, document_.graph(), [this](const NodeId& id) { return document_.titleOf(id); }});
  }
  current_ = hovered_ = -1;
  zoomed_ = 0;
  // What filled the width goes on doing so while its nodes run.
  const auto same = std::find_if(blocks_.begin(), blocks_.end(), [&](const FlameBlock& block) {
    return !kept.empty() && block.nodes == kept && block.kind != FlameKind::kWorker;
  });
  if (same != blocks_.end()) zoomed_ = static_cast<int>(same - blocks_.begin());
  takeSelection();
}

void FlameView::takeSelection() {
  selected_ = {document_.selection().begin(), document_.selection().end()};
  const bool stays = current_ >= 0 && isSelected(blocks_[static_cast<size_t>(current_)]);
  if (!stays && !selected_.empty()) {
    const auto found =
        std::find_if(blocks_.begin(), blocks_.end(), [this](const FlameBlock& block) { return isSelected(block); });
    if (found != blocks_.end()) makeCurrent(static_cast<int>(found - blocks_.begin()));
  }
  update();
}

// A pass or worker is lit up with any of its nodes.
bool FlameView::isSelected(const FlameBlock& block) const {
  return std::any_of(block.nodes.begin(), block.nodes.end(),
                     [this](const NodeId& node) { return selected_.count(node) > 0; });
}

double FlameView::top() const { return kTop + (banner_->isHidden() ? 0 : banner_->sizeHint().height()); }

QRectF FlameView::rectOf(int index) const {
  const FlameBlock& block = blocks_[static_cast<size_t>(index)];
  const FlameBlock& whole = blocks_[static_cast<size_t>(zoomed_)];
  const double room = width() - 2 * kInset;
  const double left = kInset + (block.start_ns - whole.start_ns) / whole.width_ns * room;
  const double right = kInset + (block.start_ns + block.width_ns - whole.start_ns) / whole.width_ns * room;
  const double pitch = Theme::metrics().lane + kGap;
  return QRectF(left, top() + block.depth * pitch, right - left, Theme::metrics().lane);
}

int FlameView::blockAt(const QPointF& point) const {
  for (int index = 0; index < static_cast<int>(blocks_.size()); ++index) {
    if (rectOf(index).contains(point)) return index;
  }
  return -1;
}

QString FlameView::wordsOf(int index) const {
  if (index < 0) return {};
  const FlameBlock& block = blocks_[static_cast<size_t>(index)];
  return block.title + '\n' + block.facts.join('\n');
}

void FlameView::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  painter.fillRect(rect(), t.panel);
  if (blocks_.empty()) {
    painter.setFont(Theme::font(FontRole::kBody));
    painter.setPen(t.text3);
    painter.drawText(
        rect(), Qt::AlignCenter,
        bridge_.report() ? tr("Everything came from the cache: F5 computes it again") : tr("Nothing has run yet"));
  }
  painter.setClipRect(QRectF(kInset - 2, 0, width() - 2 * kInset + 4, height()));
  for (int index = 0; index < static_cast<int>(blocks_.size()); ++index) paintBlock(painter, index);
  painter.setClipping(false);
  if (hasFocus() && current_ < 0) paintFocusRing(&painter, rect(), 0);
}

void FlameView::paintBlock(QPainter& painter, int index) const {
  const FlameBlock& block = blocks_[static_cast<size_t>(index)];
  const Tokens& t = Theme::tokens();
  QRectF area = rectOf(index);
  if (area.right() < kInset || area.left() > width() - kInset) return;
  area &= QRectF(kInset - 8, area.top(), width() - 2 * kInset + 16, area.height());
  area.setWidth(std::max(area.width() - 1, snappedWidth(painter, 1)));
  QColor fill = block.heat >= 0 ? t.heatColor(block.heat) : t.hover;
  QColor ink = block.heat >= 0 ? textOn(fill) : t.text;
  QColor outline = index == hovered_ ? t.text : QColor();
  switch (block.kind) {
    case FlameKind::kShare:
      paintHatch(painter, area, fill);
      outline = outline.isValid() ? outline : fill;
      fill = QColor();
      ink = t.text;
      break;
    case FlameKind::kUnattributed:
      paintHatch(painter, area, t.line2);
      outline = outline.isValid() ? outline : t.line2;
      fill = QColor();
      ink = t.text2;
      break;
    case FlameKind::kWorker:
      paintPanel(&painter, area, radius::kBlock, t.bar_track);
      paintPanel(&painter, QRectF(area.left(), area.bottom() - 3, area.width() * block.filled, 3), 0, t.text3);
      fill = QColor();
      ink = t.text2;
      break;
    default: break;
  }
  paintPanel(&painter, area, area.width() < 6 ? 0 : radius::kBlock, fill, outline);
  if (area.width() >= kTextFrom) {
    const QRectF room = (area & QRectF(kInset, area.top(), width() - 2 * kInset, area.height()))
                            .adjusted(kTextPadding, 0, -kTextPadding, 0);
    painter.setFont(Theme::font(block.kind == FlameKind::kWorker ? FontRole::kHint : FontRole::kBodyMedium));
    const QString mark = block.kind == FlameKind::kShare ? QStringLiteral("≈ ") : QString();
    QString text = block.title + ' ' + mark + formatNanoseconds(block.self_ns);
    const QFontMetrics metrics = painter.fontMetrics();
    if (metrics.horizontalAdvance(text) > room.width()) {
      text = metrics.elidedText(block.title, Qt::ElideRight, static_cast<int>(room.width()));
    }
    if (!fill.isValid() && block.kind != FlameKind::kWorker) {
      // On hatching, words need a ground of their own.
      const double width = std::min(room.width(), metrics.horizontalAdvance(text) + 6.0);
      painter.fillRect(QRectF(room.left() - 3, area.top() + 2, width, area.height() - 4), t.panel);
    }
    painter.setPen(ink);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, text);
  }
  if (isSelected(block) && block.kind != FlameKind::kWorker) {
    paintPanel(&painter, area.adjusted(-1, -1, 1, 1), radius::kBlock, QColor(), t.accent, kFocusWidth);
  }
  if (hasFocus() && index == current_) {
    paintPanel(&painter, area.adjusted(2, 2, -2, -2), radius::kBar, QColor(), fill.isValid() ? ink : t.accent, 1);
  }
}

bool FlameView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), wordsOf(blockAt(help->pos())), this);
    return true;
  }
  return QWidget::event(event);
}

void FlameView::makeCurrent(int block) {
  current_ = block;
  setAccessibleDescription(wordsOf(block).replace('\n', QStringLiteral(", ")));
  if (QAccessible::isActive()) {
    QAccessibleEvent change(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&change);
  }
  update();
}

void FlameView::choose(int block) {
  makeCurrent(block);
  if (trace_.trace() != nullptr) return;
  std::vector<NodeId> nodes;
  if (block > 0) nodes = blocks_[static_cast<size_t>(block)].nodes;
  document_.setSelection(nodes, nodes.empty() ? NodeId() : nodes.back());
}

void FlameView::zoomTo(int block) {
  if (blocks_.empty()) return;
  zoomed_ = std::clamp(block, 0, static_cast<int>(blocks_.size()) - 1);
  update();
}

void FlameView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) choose(blockAt(event->position()));
}

void FlameView::mouseMoveEvent(QMouseEvent* event) {
  const int block = blockAt(event->position());
  if (block == hovered_) return;
  hovered_ = block;
  update();
}

void FlameView::leaveEvent(QEvent* /*event*/) {
  hovered_ = -1;
  update();
}

void FlameView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) zoomTo(std::max(0, blockAt(event->position())));
}

// The next block of the row in that direction; itself at the end.
int FlameView::neighbour(int step) const {
  const int next = current_ + step;
  const bool there = next >= 0 && next < static_cast<int>(blocks_.size()) &&
                     blocks_[static_cast<size_t>(next)].depth == blocks_[static_cast<size_t>(current_)].depth;
  return there ? next : current_;
}

int FlameView::childOf(int block) const {
  const auto found =
      std::find_if(blocks_.begin(), blocks_.end(), [block](const FlameBlock& each) { return each.parent == block; });
  return found == blocks_.end() ? block : static_cast<int>(found - blocks_.begin());
}

void FlameView::keyPressEvent(QKeyEvent* event) {
  if (blocks_.empty() || event->modifiers() & ~Qt::KeypadModifier) return QWidget::keyPressEvent(event);
  if (current_ < 0) current_ = 0;
  switch (event->key()) {
    case Qt::Key_Left: return choose(neighbour(-1));
    case Qt::Key_Right: return choose(neighbour(1));
    case Qt::Key_Up: return choose(std::max(0, blocks_[static_cast<size_t>(current_)].parent));
    case Qt::Key_Down: return choose(childOf(current_));
    case Qt::Key_Return:
    case Qt::Key_Enter: return zoomTo(current_);
    case Qt::Key_Escape:
      if (zoomed_ == 0) break;  // to the window: stops a run
      return zoomTo(0);
    case Qt::Key_Backspace:
    case Qt::Key_Home: return zoomTo(0);
    default: break;
  }
  QWidget::keyPressEvent(event);
}

void FlameView::focusInEvent(QFocusEvent* event) {
  update();
  QWidget::focusInEvent(event);
}

void FlameView::focusOutEvent(QFocusEvent* event) {
  update();
  QWidget::focusOutEvent(event);
}

}  // namespace lightbench::ui
