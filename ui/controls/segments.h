// A row of buttons of which one is on, in one field-coloured frame. The one that is on has accentbg, an accent outline
// and Medium text, so it is not told by colour alone. Left and Right move, as in a group of radio buttons.
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace lightbench::ui {

class Segments : public QWidget {
  Q_OBJECT
 public:
  explicit Segments(QWidget* parent = nullptr);

  // Returns the index. `icon` may be empty; a tooltip is expected for short texts and for icons alone.
  int addSegment(const QString& text, const QString& tool_tip = QString(), const QString& icon = QString());
  int count() const { return static_cast<int>(buttons_.size()); }
  int currentIndex() const;
  // -1 leaves none on. Sends nothing.
  void setCurrentIndex(int index);
  QAbstractButton* segment(int index) const { return buttons_.value(index); }
  // All segments equally wide, for forms; off by default.
  void setEqualWidths(bool equal);

 Q_SIGNALS:
  // The user chose another segment.
  void activated(int index);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QButtonGroup* group_;
  QHBoxLayout* layout_;
  QList<QAbstractButton*> buttons_;
};

}  // namespace lightbench::ui
