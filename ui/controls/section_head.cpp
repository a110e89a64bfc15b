#include "ui/controls/section_head.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPointer>
#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kInset = 12;
constexpr int kChevron = 13;

}  // namespace

SectionHead::SectionHead(const QString& title, QWidget* parent) : QAbstractButton(parent) {
  setText(title);
  setAccessibleName(title);
  setFocusPolicy(Qt::NoFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SectionHead::setNote(const QString& note) {
  note_ = note;
  setAccessibleDescription(note);
  update();
}

void SectionHead::setBody(QWidget* body) {
  body_ = body;
  setCheckable(true);
  setChecked(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  const QPointer<QWidget> kept(body);
  connect(this, &QAbstractButton::toggled, this, [this, kept](bool open) {
    if (kept) kept->setVisible(open);
    Q_EMIT opened(open);
  });
}

void SectionHead::setOpen(bool open) {
  if (isCheckable()) setChecked(open);
}

void SectionHead::setCornerWidget(QWidget* widget) {
  corner_ = widget;
  widget->setParent(this);
  widget->show();
  resizeEvent(nullptr);
}

QSize SectionHead::sizeHint() const { return QSize(160, Theme::metrics().section_head); }

QSize SectionHead::minimumSizeHint() const { return QSize(60, Theme::metrics().section_head); }

void SectionHead::resizeEvent(QResizeEvent*) {
  if (corner_ == nullptr) return;
  const QSize hint = corner_->sizeHint().boundedTo(QSize(width() / 2, height() - 2));
  corner_->setGeometry(width() - kInset + 4 - hint.width(), (height() - hint.height()) / 2, hint.width(),
                       hint.height());
}

void SectionHead::paintEvent(QPaintEvent*) {
  const Tokens& t = Theme::tokens();
  QPainter painter(this);
  painter.fillRect(rect(), isFoldable() && underMouse() ? t.hover : t.window);
  paintHairline(&painter, QLineF(0, 0, width(), 0), t.line);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), t.line);
  QRect area = rect().adjusted(kInset, 0, -kInset, 0);
  if (isFoldable()) {
    const QRectF chevron(kInset - 4, (height() - kChevron) / 2.0, kChevron, kChevron);
    paintIcon(&painter, isOpen() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"), chevron, t.text2);
    area.setLeft(kInset + kChevron + 2);
  }
  if (corner_ != nullptr) {
    area.setRight(corner_->geometry().left() - 8);
  } else if (!note_.isEmpty()) {
    painter.setFont(Theme::font(FontRole::kSecondary));
    painter.setPen(t.text3);
    const int note_width = std::min(painter.fontMetrics().horizontalAdvance(note_) + 2, area.width() * 2 / 3);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(note_, Qt::ElideRight, note_width));
    area.setRight(area.right() - note_width - 8);
  }
  painter.setFont(Theme::font(FontRole::kBodyMedium));
  painter.setPen(t.text);
  painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
  if (hasFocus()) paintFocusRing(&painter, rect(), 0);
}

void SectionHead::keyPressEvent(QKeyEvent* event) {
  if (isFoldable()) {
    switch (event->key()) {
      case Qt::Key_Left: setOpen(false); return;
      case Qt::Key_Right: setOpen(true); return;
      case Qt::Key_Return:
      case Qt::Key_Enter: setOpen(!isOpen()); return;
      default: break;
    }
  }
  QAbstractButton::keyPressEvent(event);
}

}  // namespace lightbench::ui
