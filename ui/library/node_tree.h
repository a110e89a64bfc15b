// Every node type, by category, with icon and colour. Dragged it carries its type id (node_kind.h); chosen by Enter or
// double-click it is said so by activated(). filter() leaves what has the words in its name, id, purpose or among what
// else people call it, and selects the best hit.
#pragma once

#include <QTreeWidget>

#include "engine/graph/operator_def.h"

namespace lightbench::ui {

class NodeTree : public QTreeWidget {
  Q_OBJECT
 public:
  explicit NodeTree(const OperatorRegistry& registry, QWidget* parent = nullptr);

  void filter(const QString& words);
  QString currentType() const;       // empty on a category
  QStringList visibleTypes() const;  // best first

 Q_SIGNALS:
  void chosen(const QString& type);

 protected:
  QStringList mimeTypes() const override;
  QMimeData* mimeData(const QList<QTreeWidgetItem*>& items) const override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void rebuild();
  void paintIcons();

  const OperatorRegistry& registry_;
};

// How well a type answers a search; 0 not at all. Every word has to be found.
int searchRank(const OperatorDef& def, const QString& words);

}  // namespace lightbench::ui
