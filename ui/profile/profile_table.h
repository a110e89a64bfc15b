// The table of the run shown: a row a node, sorted by any column, filtered by words. The selection is the document's.
// While a trace is open it is shown instead, a row a name, and nothing can be chosen.
#pragma once

#include <QWidget>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/profile/open_trace.h"

class QAction;
class QTableView;

namespace lightbench::ui {

class ProfileModel;
class ProfileOrder;
class SearchField;

class ProfileTable : public QWidget {
  Q_OBJECT
 public:
  // `exportCsv` is the window's command, which the button runs.
  ProfileTable(Document& document, EngineBridge& bridge, OpenTrace& trace, QAction* exportCsv,
               QWidget* parent = nullptr);

  QTableView& view() { return *view_; }
  SearchField& filter() { return *filter_; }
  QByteArray csv() const;  // what is shown, in the order shown

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void buildView();
  void takeReport();
  void refresh();
  void takeSelection();
  void giveSelection();
  void layColumns();

  Document& document_;
  EngineBridge& bridge_;
  OpenTrace& trace_;
  ProfileModel* model_;
  ProfileOrder* order_;
  SearchField* filter_;
  QTableView* view_;
  bool stale_ = true;
  bool following_ = false;  // the document changes the selection, not the user
};

}  // namespace lightbench::ui
