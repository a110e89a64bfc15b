// The inspector: title, parameters and measured facts of the current node.
//
// The rows are generated from the node type's ParamSpecs and rebuilt only when another node (or type) is shown; an
// edit, an undo or a slider drag elsewhere only refreshes their values, so that a control never loses the hand that
// holds it.
#pragma once

#include <QWidget>

#include <map>

#include "ui/core/engine_bridge.h"

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace lightbench::ui {

class DeviceRow;
class ElidedLabel;
class IconButton;
class NodeFactsPanel;
class ParamEditor;
class WhatIfRow;

class Inspector : public QWidget {
  Q_OBJECT
 public:
  Inspector(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);

  NodeId shownNode() const { return shown_; }
  ParamEditor* editor(const std::string& param) const;
  DeviceRow* device() const { return device_; }  // null where there is nothing to choose
  NodeFactsPanel* facts() const { return facts_; }
  WhatIfRow* whatIf() const { return whatIf_; }

 Q_SIGNALS:
  // Something the person should read: a refused value.
  void message(const QString& text);
  void raceAsked(const lightbench::NodeId& node);

 private:
  void buildHeader();
  void showCurrent();
  void rebuild();
  void refreshValues();
  void refreshHeader();
  void refreshFacts();
  void refreshWhatIf();
  void resetAll();
  void addDevice(QVBoxLayout* layout);
  void addEditor(const ParamSpec& spec, QVBoxLayout* layout);

  Document& document_;
  EngineBridge& bridge_;
  NodeId shown_;
  std::string shownType_;
  std::map<std::string, ParamEditor*> editors_;
  DeviceRow* device_ = nullptr;
  QWidget* header_ = nullptr;
  QLabel* icon_ = nullptr;
  ElidedLabel* title_ = nullptr;
  ElidedLabel* type_ = nullptr;
  IconButton* bypass_ = nullptr;
  IconButton* reset_ = nullptr;
  QScrollArea* scroll_ = nullptr;
  NodeFactsPanel* facts_ = nullptr;
  WhatIfRow* whatIf_ = nullptr;
  QWidget* factsSection_ = nullptr;
};

}  // namespace lightbench::ui
