// The bottom line: what the program is doing, whether the file is saved, and what it runs on.
#pragma once

#include <QWidget>

#include <vector>

namespace lightbench::ui {

struct StatusFact {
  QString text;
  QString tip = {};  // more about it, for the pointer
  bool operator==(const StatusFact&) const = default;
};

class StatusLine : public QWidget {
  Q_OBJECT
 public:
  explicit StatusLine(QWidget* parent = nullptr);

  enum class State { kReady, kRunning, kPaused, kProblem };
  void setState(State state, const QString& words);
  void setFileState(const QString& words);
  // Right-aligned, with hairlines between.
  void setFacts(const QList<StatusFact>& facts);

  QString stateText() const { return words_; }
  QString fileText() const { return file_; }
  QStringList facts() const;
  // What pointing at the fact of this place tells; empty where it tells nothing.
  QString tipOf(qsizetype index) const { return facts_.value(index).tip; }

  QSize sizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void describe();
  QList<QRectF> factAreas() const;  // in the order of the facts

  State state_ = State::kReady;
  QString words_;
  QString file_;
  QList<StatusFact> facts_;
};

}  // namespace lightbench::ui
