// On what one node is to run: Auto (as the pipeline says), CPU or Vulkan. Backspace goes back to Auto, as it resets a
// parameter. Like the editors of parameters it only reports; the inspector makes the edit.
#pragma once

#include <QWidget>

#include "engine/graph/graph.h"

namespace lightbench::ui {

class ElidedLabel;
class Segments;

class DeviceRow : public QWidget {
  Q_OBJECT
 public:
  explicit DeviceRow(QWidget* parent = nullptr);

  // Shows a choice without reporting it.
  void show(Backend backend);
  Segments* segments() const { return segments_; }
  bool isChanged() const { return shown_ != Backend::kAuto; }

 Q_SIGNALS:
  void chosen(lightbench::Backend backend);

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  ElidedLabel* label_;
  Segments* segments_;
  Backend shown_ = Backend::kAuto;
};

}  // namespace lightbench::ui
