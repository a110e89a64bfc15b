// The session chosen in the list: its facts in words, and its tags and notes to be changed.
//
// Tags are taken with Enter or when the field is left, notes when theirs is left. A session that cannot be read or was
// written by a newer version shows why and cannot be changed.
#pragma once

#include <QWidget>

#include "ui/core/session_store.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace lightbench::ui {

class ElidedLabel;

class SessionDetails : public QWidget {
  Q_OBJECT
 public:
  explicit SessionDetails(QWidget* parent = nullptr);

  // Null for none. What was typed for the one before is taken first.
  void setSession(const StoredSession* stored);
  void editTags();
  void editNotes();

 Q_SIGNALS:
  void tagsEdited(const QString& path, const QStringList& tags);
  void notesEdited(const QString& path, const QString& notes);
  void left();  // Enter or Escape: back to the list

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void take();  // what was typed
  void restore();

  QString path_;
  QString storedTags_;
  QString storedNotes_;
  ElidedLabel* title_;
  QLabel* facts_;
  QLineEdit* tags_;
  QPlainTextEdit* notes_;
  QWidget* fields_;
};

}  // namespace lightbench::ui
