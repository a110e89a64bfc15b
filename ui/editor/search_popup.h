// A search line with a list below it, as one popup at the pointer: adds nodes, finds nodes.
//
// Typing filters, Up and Down move, Enter takes the row, Escape or a click elsewhere closes. What is listed comes from
// the caller, best first; this class knows neither operators nor nodes.
#pragma once

#include <QColor>
#include <QFrame>

#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;
class QLabel;

namespace lightbench::ui {

struct SearchRow {
  QString id;
  QString text;
  QString note;  // right, in text3
  QString icon;
  QColor color;
  QString tooltip;
};

class SearchPopup : public QFrame {
  Q_OBJECT
 public:
  using Source = std::function<std::vector<SearchRow>(const QString& query)>;

  explicit SearchPopup(QWidget* parent);

  // `global`: its top left corner; moved so that all of it is on the screen.
  void open(const QPoint& global, const QString& placeholder, Source source);
  QLineEdit* field() const { return field_; }
  QListWidget* list() const { return list_; }
  QString currentId() const;

 Q_SIGNALS:
  void chosen(const QString& id);
  void closed();  // after `chosen`, or without it

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void refill();
  void take();

  QLineEdit* field_;
  QListWidget* list_;
  QLabel* nothing_;
  Source source_;
};

}  // namespace lightbench::ui
