// The bottom line: what the program is doing, whether the file is saved, and what it runs on.
#pragma once

#include <QWidget>

#include <vector>

namespace lightbench::ui {

class StatusLine : public QWidget {
  Q_OBJECT
 public:
  explicit StatusLine(QWidget* parent = nullptr);

  enum class State { kReady, kRunning, kPaused, kProblem };
  void setState(State state, const QString& words);
  void setFileState(const QString& words);
  // Right-aligned facts with hairlines between.
  void setFacts(const QStringList& facts);

  QString stateText() const { return words_; }
  QString fileText() const { return file_; }
  QStringList facts() const { return facts_; }

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void describe();

  State state_ = State::kReady;
  QString words_;
  QString file_;
  QStringList facts_;
};

}  // namespace lightbench::ui
