#include "ui/controls/segments.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kIconSide = 16;

class SegmentButton : public QAbstractButton {
 public:
  SegmentButton(const QString& text, const QString& icon, QWidget* parent) : QAbstractButton(parent), icon_(icon) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
  }

  QSize sizeHint() const override {
    // As wide as its Medium text, so that choosing another segment moves nothing.
    const QFontMetrics metrics(Theme::font(FontRole::kBodyMedium));
    int width = text().isEmpty() ? 12 : metrics.horizontalAdvance(text()) + 20;
    if (!icon_.isEmpty()) width += text().isEmpty() ? kIconSide : kIconSide + 6;
    return QSize(width, Theme::metrics().control);
  }
  QSize minimumSizeHint() const override { return QSize(20, Theme::metrics().control); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Tokens& t = Theme::tokens();
    QPainter painter(this);
    const QRectF area = rect();
    if (isChecked()) {
      paintPanel(&painter, area, radius::kControl, isEnabled() ? t.accentbg : t.hover,
                 isEnabled() ? t.accent : t.line2);
    } else if (isEnabled() && (isDown() || underMouse())) {
      paintPanel(&painter, area.adjusted(1, 1, -1, -1), radius::kField, isDown() ? t.press : t.hover);
    }
    const QColor ink = !isEnabled()   ? mixed(t.panel, t.text3, 0.7)
                       : isChecked()  ? t.onaccentbg
                       : underMouse() ? t.text
                                      : t.text2;
    painter.setFont(Theme::font(isChecked() ? FontRole::kBodyMedium : FontRole::kBody));
    painter.setPen(ink);
    QRectF text_area = area;
    if (!icon_.isEmpty()) {
      const double text_width = text().isEmpty() ? 0 : painter.fontMetrics().horizontalAdvance(text()) + 6;
      const double left = area.center().x() - (kIconSide + text_width) / 2;
      paintIcon(&painter, icon_, QRectF(left, area.center().y() - kIconSide / 2.0, kIconSide, kIconSide), ink);
      text_area.setLeft(left + kIconSide + 6);
      painter.drawText(text_area, Qt::AlignVCenter | Qt::AlignLeft, text());
    } else {
      painter.drawText(text_area, Qt::AlignCenter,
                       painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 8));
    }
    if (hasFocus()) paintFocusRing(&painter, area);
  }

 private:
  QString icon_;
};

}  // namespace

Segments::Segments(QWidget* parent) : QWidget(parent), group_(new QButtonGroup(this)), layout_(new QHBoxLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(0);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(group_, &QButtonGroup::idToggled, this, [this] { update(); });
}

int Segments::addSegment(const QString& text, const QString& tool_tip, const QString& icon) {
  auto* button = new SegmentButton(text, icon, this);
  const int index = count();
  button->setToolTip(tool_tip);
  button->setAccessibleName(text.isEmpty() ? tool_tip : text);
  buttons_.append(button);
  group_->addButton(button, index);
  layout_->addWidget(button);
  // An arrow key chooses by a click of its own, so `clicked` covers mouse and keys alike.
  connect(button, &QAbstractButton::clicked, this, [this, index] { Q_EMIT activated(index); });
  return index;
}

int Segments::currentIndex() const { return group_->checkedId(); }

void Segments::setCurrentIndex(int index) {
  if (index < 0) {
    group_->setExclusive(false);
    for (QAbstractButton* button : std::as_const(buttons_)) button->setChecked(false);
    group_->setExclusive(true);
  } else if (QAbstractButton* button = buttons_.value(index)) {
    button->setChecked(true);
  }
  update();
}

void Segments::setEqualWidths(bool equal) {
  for (int index = 0; index < count(); ++index) layout_->setStretch(index, equal ? 1 : 0);
}

void Segments::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  QRect frame = rect();
  if (!buttons_.isEmpty()) frame.setRight(buttons_.last()->geometry().right());
  paintPanel(&painter, frame, radius::kControl, isEnabled() ? t.field : t.panel, t.outline);
  for (int index = 1; index < count(); ++index) {
    // No line beside the one that is on: its own outline parts it.
    if (buttons_[index - 1]->isChecked() || buttons_[index]->isChecked()) continue;
    const double x = buttons_[index]->geometry().left();
    paintHairline(&painter, QLineF(x, height() / 2.0 - 5, x, height() / 2.0 + 5), t.line);
  }
}

}  // namespace lightbench::ui
