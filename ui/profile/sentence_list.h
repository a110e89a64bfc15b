// Sentences below each other, wrapped to the width, each with its type, ink and sign. One of the verdict's size has its
// sign behind it; labels stand in a column of their own.
#pragma once

#include <QWidget>

#include <vector>

#include "ui/controls/elided_label.h"

namespace lightbench::ui {

struct Sentence {
  QString text;
  FontRole role = FontRole::kBody;
  Ink ink = Ink::kText2;
  QString icon = {};    // in front; of the verdict behind
  QString label = {};   // in a column of its own at the left, in text3
  bool begins = false;  // a group: with a gap above
};

class SentenceList : public QWidget {
  Q_OBJECT
 public:
  explicit SentenceList(QWidget* parent = nullptr);

  void setSentences(std::vector<Sentence> sentences);
  void append(const std::vector<Sentence>& sentences);
  QString text() const;  // all of it, a line each

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return QSize(200, 40); }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int layOut(int width, QPainter* painter) const;

  std::vector<Sentence> sentences_;
};

}  // namespace lightbench::ui
