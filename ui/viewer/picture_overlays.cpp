#include "ui/viewer/picture_overlays.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <QTextOption>

#include <algorithm>
#include <cmath>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr double kTagHeight = 22;
constexpr double kLetterBox = 16;
constexpr double kRing = 8;
constexpr double kSampleHeight = 20;
constexpr double kMessageWidth = 420;
constexpr double kInsetLongSide = 106;
constexpr double kInsetMargin = 12;

}  // namespace

QRectF paintNameTag(QPainter* painter, const QPointF& corner, TagSide side, double room, const QString& letter,
                    bool accent, const QString& text) {
  const Tokens& tokens = Theme::tokens();
  const QFont font = Theme::font(FontRole::kBody);
  const QFontMetricsF metrics(font);
  const double fixed = 3 + kLetterBox + 7 + 10;
  const QString shown = metrics.elidedText(text, Qt::ElideMiddle, std::max(0.0, room - fixed));
  const double height = std::max(kTagHeight, std::ceil(metrics.height()) + 6);
  const double width = (shown.isEmpty() ? kLetterBox + 6 : fixed + metrics.horizontalAdvance(shown));
  const QRectF tag(side == TagSide::kLeft ? corner.x() : corner.x() - width, corner.y(), width, height);
  paintPanel(painter, tag, radius::kField, tokens.tag);
  const QRectF box(tag.left() + 3, tag.center().y() - kLetterBox / 2, kLetterBox, kLetterBox);
  paintPanel(painter, box, radius::kBlock, accent ? tokens.accent : QColor(), accent ? QColor() : tokens.ontag);
  painter->setFont(Theme::font(FontRole::kHintMedium));
  painter->setPen(accent ? tokens.onaccent : tokens.ontag);
  painter->drawText(box, Qt::AlignCenter, letter);
  painter->setFont(font);
  painter->setPen(tokens.ontag);
  painter->drawText(tag.adjusted(3 + kLetterBox + 7, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, shown);
  return tag;
}

void paintSample(QPainter* painter, const QPointF& centre, const QRectF& pane, int number, const QColor& color,
                 const QString& text, bool active) {
  const Tokens& tokens = Theme::tokens();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(tokens.tag, 3.5));
  painter->setBrush(color.isValid() ? QBrush(color) : QBrush(Qt::NoBrush));
  painter->drawEllipse(centre, kRing, kRing);
  painter->setPen(QPen(active ? tokens.accent : tokens.ontag, 1.5));
  painter->drawEllipse(centre, kRing, kRing);
  painter->restore();

  const QFont number_font = Theme::font(FontRole::kBodyMedium);
  const QFont text_font = Theme::font(FontRole::kBody);
  const QString digits = QString::number(number);
  const double number_width = QFontMetricsF(number_font).horizontalAdvance(digits);
  const double width = 8 + number_width + 8 + QFontMetricsF(text_font).horizontalAdvance(text) + 8;
  const bool flip = centre.x() + kRing + 5 + width > pane.right() && centre.x() - kRing - 5 - width > pane.left();
  const double left = flip ? centre.x() - kRing - 5 - width : centre.x() + kRing + 5;
  const double height = std::max(kSampleHeight, std::ceil(QFontMetricsF(text_font).height()) + 4);
  const QRectF label(left, centre.y() - height / 2, width, height);
  paintPanel(painter, label, radius::kField, tokens.tag);
  painter->setFont(number_font);
  // The dark theme's accent on the plate, which is dark in both themes.
  painter->setPen(Tokens::darkTokens().accent);
  painter->drawText(label.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, digits);
  painter->setFont(text_font);
  painter->setPen(tokens.ontag);
  painter->drawText(label.adjusted(8 + number_width + 8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void paintMessage(QPainter* painter, const QRectF& pane, const PaneMessage& message) {
  if (message.isEmpty() || pane.width() < 40) return;
  const Tokens& tokens = Theme::tokens();
  const QFont title_font = Theme::font(FontRole::kBodyMedium);
  const QFont text_font = Theme::font(FontRole::kBody);
  const double icon_room = message.error ? 24 : 0;
  const double width = std::min(kMessageWidth, pane.width() - 48) - icon_room;
  if (width < 20) return;
  const int flags = Qt::AlignLeft | Qt::TextWordWrap;
  const QRectF endless(0, 0, width, 10000);
  QRectF title =
      message.title.isEmpty() ? QRectF() : QFontMetricsF(title_font).boundingRect(endless, flags, message.title);
  QRectF text = message.text.isEmpty() ? QRectF() : QFontMetricsF(text_font).boundingRect(endless, flags, message.text);
  const double gap = title.isEmpty() || text.isEmpty() ? 0 : 4;
  const QSizeF inner(std::max(title.width(), text.width()) + icon_room, title.height() + gap + text.height());
  QRectF plate(0, 0, inner.width() + 24, inner.height() + 16);
  plate.moveCenter(pane.center());
  paintPanel(painter, plate, radius::kField, tokens.tag);
  QPointF at = plate.topLeft() + QPointF(12, 8);
  if (message.error) {
    paintIcon(painter, QStringLiteral("error"), QRectF(at.x(), at.y() - 1, 16, 16), Tokens::darkTokens().error);
    at.rx() += icon_room;
  }
  painter->setPen(tokens.ontag);
  painter->setFont(title_font);
  painter->drawText(QRectF(at, QSizeF(width + 1, title.height())), flags, message.title);
  painter->setFont(text_font);
  painter->drawText(QRectF(at + QPointF(0, title.height() + gap), QSizeF(width + 1, text.height())), flags,
                    message.text);
}

QRectF insetRect(const QRectF& pane, const QSizeF& picture) {
  if (picture.isEmpty() || pane.width() < 3 * kInsetLongSide || pane.height() < 1.6 * kInsetLongSide) return {};
  const QSizeF size =
      picture.scaled(QSizeF(kInsetLongSide, kInsetLongSide), Qt::KeepAspectRatio).expandedTo(QSizeF(12, 12));
  return {pane.right() - kInsetMargin - size.width(), pane.bottom() - kInsetMargin - size.height(), size.width(),
          size.height()};
}

void paintInset(QPainter* painter, const QRectF& inset, const QImage& thumbnail, const QRectF& seen) {
  const Tokens& tokens = Theme::tokens();
  paintPanel(painter, inset.adjusted(-2, -2, 2, 2), radius::kBlock, tokens.tag);
  painter->drawImage(inset, thumbnail);
  const QRectF part = QRectF(inset.x() + seen.x() * inset.width(), inset.y() + seen.y() * inset.height(),
                             seen.width() * inset.width(), seen.height() * inset.height())
                          .intersected(inset);
  paintPanel(painter, part.adjusted(-1, -1, 1, 1), 0, QColor(), tokens.tag, 3);
  paintPanel(painter, part, 0, QColor(), tokens.ontag, 1.5);
}

}  // namespace lightbench::ui
