#include "ui/profile/race_cells.h"

#include <QPainter>

#include <algorithm>

#include "ui/controls/sparkbar.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

enum Column { kName, kBar, kTime, kSpread, kRatio, kDifference, kDeltaE, kRounds, kColumns };

constexpr int kPadding = 8;
constexpr int kIcon = 15;
constexpr int kChipHeight = 16;
constexpr int kChipPadding = 5;
constexpr int kBarWidth = 110;
constexpr int kBarHeight = 6;

QStringList chipsOf(const RaceRow& row) {
  QStringList chips;
  if (row.fastest) chips << RaceCells::tr("fastest");
  if (row.now) chips << RaceCells::tr("now");
  if (row.reference) chips << RaceCells::tr("reference");
  return chips;
}

int widthOfChips(const RaceRow& row) {
  const QFontMetrics metrics(Theme::font(FontRole::kHintMedium));
  int width = 0;
  for (const QString& chip : chipsOf(row)) width += metrics.horizontalAdvance(chip) + 2 * kChipPadding + 4;
  return width;
}

}  // namespace

QStringList RaceCells::titles() {
  return {tr("Runs on"),     {},          tr("ms"), tr("spread"), tr("against now"), tr("largest difference"),
          tr("mean ΔE2000"), tr("rounds")};
}

QStringList RaceCells::textsOf(const RaceRow& row) {
  if (!row.left_out.isEmpty()) {
    QStringList texts{row.name, tr("left out: %1").arg(row.left_out)};
    while (texts.size() < kColumns) texts << QString();
    return texts;
  }
  return {row.name, {}, row.time, row.spread, row.ratio, row.difference, row.delta_e, row.rounds};
}

QString RaceCells::spoken(const RaceRow& row) {
  QString words = (QStringList{row.name} + chipsOf(row)).join(QStringLiteral(", "));
  return words + QStringLiteral(". ") + row.facts.section('\n', 1).replace('\n', QStringLiteral(". "));
}

int RaceCells::widthOf(int column, const std::vector<RaceRow>& rows) {
  if (column == kBar) return kBarWidth + 2 * kPadding;
  const QFontMetrics head(Theme::font(FontRole::kSecondary));
  const QFontMetrics body(Theme::font(FontRole::kBodyMedium));
  int width = head.horizontalAdvance(titles()[column]);
  for (const RaceRow& row : rows) {
    if (column > kName && !row.left_out.isEmpty()) continue;
    int own = body.horizontalAdvance(textsOf(row)[column]);
    if (column == kName) own += kIcon + kPadding + widthOfChips(row);
    width = std::max(width, own);
  }
  return width + 2 * kPadding + 6;
}

int RaceCells::wideColumn() { return kRatio; }

Qt::Alignment RaceCells::alignmentOf(int column) {
  const bool words = column == kName || column == kBar || column == kRatio;
  return Qt::AlignVCenter | (words ? Qt::AlignLeft : Qt::AlignRight);
}

void RaceCells::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const {
  QStyleOptionViewItem option = given;
  initStyleOption(&option, index);
  option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
  const Tokens& t = Theme::tokens();
  const bool selected = option.state & QStyle::State_Selected;
  const RaceRow& row = rows_[static_cast<size_t>(index.row())];
  const QRectF area = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
  if (index.column() == kName) {
    paintName(painter, row, area, selected);
  } else if (index.column() == kBar && row.left_out.isEmpty()) {
    paintTime(painter, row, area, selected);
  } else {
    const bool strong = index.column() == kTime;
    painter->setFont(Theme::font(strong ? FontRole::kBodyMedium : FontRole::kBody));
    const QColor ink = strong ? t.text : row.left_out.isEmpty() ? t.text2 : t.text3;
    painter->setPen(selected ? t.onaccentbg : ink);
    const QString text =
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, static_cast<int>(area.width()));
    const Qt::Alignment side = row.left_out.isEmpty() ? alignmentOf(index.column()) : Qt::AlignLeft | Qt::AlignVCenter;
    painter->drawText(area, static_cast<int>(side), text);
  }
  if (option.state & QStyle::State_HasFocus) {
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    option.widget->style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
  }
}

void RaceCells::paintName(QPainter* painter, const RaceRow& row, QRectF area, bool selected) const {
  const Tokens& t = Theme::tokens();
  const QString device = row.on_card ? QStringLiteral("gpu") : QStringLiteral("cpu");
  const QColor ink = selected ? t.onaccentbg : row.left_out.isEmpty() ? t.text : t.text3;
  paintIcon(painter, device, QRectF(area.left(), area.top(), kIcon, area.height()), selected ? t.onaccentbg : t.text2);
  area.setLeft(area.left() + kIcon + kPadding);
  painter->setFont(Theme::font(row.now || row.fastest ? FontRole::kBodyMedium : FontRole::kBody));
  painter->setPen(ink);
  painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, row.name);
  double left = area.left() + painter->fontMetrics().horizontalAdvance(row.name) + kPadding;
  painter->setFont(Theme::font(FontRole::kHintMedium));
  for (const QString& chip : chipsOf(row)) {
    const double width = painter->fontMetrics().horizontalAdvance(chip) + 2 * kChipPadding;
    const QRectF place(left, area.center().y() - kChipHeight / 2.0, width, kChipHeight);
    const bool filled = row.fastest && chip == chipsOf(row).first();
    paintPanel(painter, place, radius::kField, filled ? t.accent : QColor(), filled ? QColor() : t.line2);
    painter->setPen(filled ? t.onaccent : selected ? t.onaccentbg : t.text2);
    painter->drawText(place, Qt::AlignCenter, chip);
    left += width + 4;
  }
}

// Bars of what takes far longer than now are cut, which a gap before their end says.
void RaceCells::paintTime(QPainter* painter, const RaceRow& row, QRectF area, bool selected) const {
  const Tokens& t = Theme::tokens();
  const QRectF bar(area.left(), area.center().y() - kBarHeight / 2.0, kBarWidth, kBarHeight);
  const QColor color = row.now || row.fastest ? t.accent : t.text3;
  paintBar(painter, bar, row.bar, selected ? t.onaccentbg : color, BarFill::kSolid, t.bar_track);
  if (!row.cut) return;
  painter->fillRect(QRectF(bar.right() - 12, bar.top() - 1, 3, bar.height() + 2), selected ? t.accentbg : t.field);
}

}  // namespace lightbench::ui
