// A row of labelled figures that stay where they are while they change: every figure has a column as wide as its widest
// likely value and is set flush right in it. What does not fit is left out by rank, least important first.
#pragma once

#include <QColor>
#include <QStringList>
#include <QVector>
#include <QWidget>

namespace lightbench::ui {

struct StripItem {
  QString label;        // text3, or accent for A
  QStringList figures;  // Medium
  QStringList widest;   // the widest likely text of each figure
  QStringList details;  // after the figures, in text3; columns like figures
  QStringList widest_details;
  QColor swatch;        // a square of this colour before the label; invalid for none
  bool accent = false;  // the label is A's
  bool strong = true;   // figures in Medium; false: a sentence
  int rank = 0;         // the highest rank is left out first; details of all items go before any item does
  QString tool_tip;
};

class ReadingStrip : public QWidget {
  Q_OBJECT
 public:
  explicit ReadingStrip(QWidget* parent = nullptr);
  void setItems(const QVector<StripItem>& items);
  const QVector<StripItem>& items() const { return items_; }
  // Everything as one sentence; also the accessible description.
  QString text() const;

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Laid {
    int item;
    double x;
    double width;
    bool details;
  };
  double widthOf(const StripItem& item, bool details) const;
  QVector<Laid> layOut() const;

  QVector<StripItem> items_;
};

}  // namespace lightbench::ui
