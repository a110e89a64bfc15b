// Keeps the open pipeline as a preset: name, description, and the before/after picture that its card will show, made
// from what the viewer has. Without a picture the card gets one from the sample.
#pragma once

#include <QDialog>
#include <QImage>

#include "ui/core/document.h"
#include "ui/core/engine_bridge.h"
#include "ui/library/preset_store.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lightbench::ui {

class SavePresetDialog : public QDialog {
  Q_OBJECT
 public:
  SavePresetDialog(Document& document, EngineBridge& bridge, PresetStore& store, QWidget* parent = nullptr);

  QString name() const;
  void setName(const QString& name);
  void setDescription(const QString& description);
  QString savedPath() const { return savedPath_; }  // once accepted
  bool hasPictures() const { return !before_.isNull() && !after_.isNull(); }

  void accept() override;  // saves; stays open and says why when that fails

 private:
  void takePictures();
  void describe();

  Document& document_;
  EngineBridge& bridge_;
  PresetStore& store_;
  QLineEdit* name_;
  QPlainTextEdit* description_;
  QLabel* preview_;
  QLabel* words_;
  QPushButton* save_;
  QImage before_;
  QImage after_;
  QString savedPath_;
};

}  // namespace lightbench::ui
