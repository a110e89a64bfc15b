// For tests from outside the program: what the window shows and where, in a file that is written anew after every
// change. Named by the environment variable LIGHTBENCH_STATE_FILE; without it nothing of this exists.
//
// One line each, "nodes.blur.middle=812 640", sorted, so that a shell can read it. Positions are device pixels of the
// screen, for a robot that clicks on a node, a socket or a field. Pictures are given as hashes of their samples.
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace lightbench::ui {

class MainWindow;

class StateFile : public QObject {
  Q_OBJECT
 public:
  StateFile(MainWindow& window, const QString& path);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void write();
  QJsonObject nodes() const;
  QJsonObject pictures() const;
  QJsonObject widgets() const;
  QJsonObject parameters() const;

  MainWindow& window_;
  QString path_;
  QTimer soon_;
  qint64 serial_ = 0;
};

}  // namespace lightbench::ui
