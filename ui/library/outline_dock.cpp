#include "ui/library/outline_dock.h"

#include <QVBoxLayout>

#include "ui/controls/section_head.h"
#include "ui/library/outline_tree.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

OutlineDock::OutlineDock(Document& document, EngineBridge& bridge, QWidget* parent)
    : QWidget(parent), head_(new SectionHead(tr("Outline"), this)), tree_(new OutlineTree(document, bridge, this)) {
  usePanelBackground(this);
  const auto sayClock = [this, &bridge] {
    const auto report = bridge.report();
    const int level = report ? report->level : 0;
    head_->setNote(level == 0 ? tr("self, ms") : tr("self, ms at 1/%1").arg(1 << level));
  };
  connect(&bridge, &EngineBridge::reportChanged, this, sayClock);
  sayClock();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(head_);
  column->addWidget(tree_, 1);
}

void OutlineDock::setHeadVisible(bool visible) { head_->setVisible(visible); }

}  // namespace lightbench::ui
