// How a session is to be recorded: rounds, warm-up, what to hold the pipeline against, tags and notes.
#pragma once

#include <QDialog>

#include "ui/core/document.h"
#include "ui/core/session_recorder.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace lightbench::ui {

class ComboButton;
class NumberField;
class PathField;
class Segments;

class RecordDialog : public QDialog {
  Q_OBJECT
 public:
  // Begins with `last`, but for the notes, which are of one session.
  RecordDialog(const Document& document, const SessionStore& store, const RecordSettings& last,
               QWidget* parent = nullptr);

  RecordSettings settings() const;
  // Why these settings cannot be recorded; empty when they can.
  QString problem() const;

 private:
  void fillAgainst();
  void fillSessions();
  void fillBackends();
  void fillIsas();
  void show(const RecordSettings& settings);
  Against against() const;
  void refresh();
  QString explanation() const;

  const Document& document_;
  const SessionStore& store_;
  NumberField* rounds_;
  Segments* warmupKind_;
  NumberField* warmup_;
  ComboButton* against_;
  ComboButton* session_;
  PathField* pipeline_;
  ComboButton* backend_;
  ComboButton* isa_;
  QLabel* explanation_;
  QLineEdit* tags_;
  QPlainTextEdit* notes_;
  QFormLayout* form_;
  QPushButton* record_;
};

}  // namespace lightbench::ui
