// The outline with its head. A panel of its own, so that it can lie below the library or anywhere else.
#pragma once

#include <QWidget>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"

namespace lightbench::ui {

class OutlineTree;
class SectionHead;

class OutlineDock : public QWidget {
  Q_OBJECT
 public:
  OutlineDock(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);

  OutlineTree& tree() { return *tree_; }
  // For a dock that draws a title of its own.
  void setHeadVisible(bool visible);

 private:
  SectionHead* head_;
  OutlineTree* tree_;
};

}  // namespace lightbench::ui
