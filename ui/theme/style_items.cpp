// Rows of trees, lists and tables, their branches and heads, and where parts of compound controls lie.
#include <QAbstractItemView>
#include <QApplication>
#include <QPainter>
#include <QTreeView>
#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

// Selected rows are accentbg while the program is in front, whichever view has the focus: a selection shows in several
// views at once. (State_Active would mean "this view has the focus" here.)
bool isInFront() { return QApplication::activeWindow() != nullptr; }

QColor rowFill(const QStyleOption& option) {
  const Tokens& t = Theme::tokens();
  if (option.state & QStyle::State_Selected) return isInFront() ? t.accentbg : t.hover;
  if (option.state & QStyle::State_MouseOver && option.state & QStyle::State_Enabled) return t.hover;
  return QColor();
}

}  // namespace

bool Style::drawItemPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                              const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  switch (element) {
    case PE_PanelItemViewRow:
    case PE_PanelItemViewItem: {
      const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
      if (item == nullptr) return false;
      if (item->backgroundBrush.style() != Qt::NoBrush) painter->fillRect(item->rect, item->backgroundBrush);
      if (element == PE_PanelItemViewRow && item->features & QStyleOptionViewItem::Alternate) {
        painter->fillRect(item->rect, t.stripe);
      }
      if (const QColor fill = rowFill(*option); fill.isValid()) painter->fillRect(item->rect, fill);
      const bool first_column = item->viewItemPosition == QStyleOptionViewItem::Beginning ||
                                item->viewItemPosition == QStyleOptionViewItem::OnlyOne ||
                                element == PE_PanelItemViewRow;
      if (option->state & State_Selected && isInFront() && first_column && item->rect.left() <= 0) {
        painter->fillRect(QRectF(0, item->rect.top(), 3, item->rect.height()), t.accent);
      }
      return true;
    }
    case PE_IndicatorBranch: {
      if (option->state & State_Selected || option->state & State_MouseOver) {
        if (const QColor fill = rowFill(*option); fill.isValid()) painter->fillRect(option->rect, fill);
      }
      if (option->state & State_Selected && isInFront() && option->rect.left() <= 0) {
        painter->fillRect(QRectF(0, option->rect.top(), 3, option->rect.height()), t.accent);
      }
      if (!(option->state & State_Children)) return true;
      QRectF square(0, 0, 13, 13);
      square.moveCenter(QRectF(option->rect).center());
      const bool selected = option->state & State_Selected && isInFront();
      paintIcon(painter, option->state & State_Open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                square, selected ? t.onaccentbg : t.text2);
      return true;
    }
    case PE_IndicatorHeaderArrow: {
      const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
      if (header == nullptr || header->sortIndicator == QStyleOptionHeader::None) return true;
      QRectF square(0, 0, 11, 11);
      square.moveCenter(QRectF(option->rect).center());
      // Qt calls descending "up"; here the arrow points down when the largest comes first.
      paintIcon(painter,
                header->sortIndicator == QStyleOptionHeader::SortUp ? QStringLiteral("triangle-down")
                                                                    : QStringLiteral("triangle-up"),
                square, t.text2);
      return true;
    }
    case PE_IndicatorItemViewItemDrop:
      paintPanel(painter, QRectF(option->rect).adjusted(0, -1, 0, option->rect.height() == 0 ? 1 : 0), 0, QColor(),
                 t.accent, 2);
      return true;
    default: break;
  }
  Q_UNUSED(widget)
  return false;
}

bool Style::drawItemControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                            const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  if (element == CE_HeaderLabel) {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    if (header == nullptr) return false;
    painter->save();
    painter->setFont(Theme::font(FontRole::kSecondary));
    painter->setPen(header->sortIndicator != QStyleOptionHeader::None ? t.text : t.text3);
    // The margin is meant for the sides; above and below it would cut the letters.
    const int margin = pixelMetric(PM_HeaderMargin, option, widget);
    const QRect area = header->rect.adjusted(0, -margin, 0, margin);
    painter->drawText(area, static_cast<int>(header->textAlignment) | Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(header->text, Qt::ElideRight, area.width()));
    painter->restore();
    return true;
  }
  if (element == CE_ItemViewItem) {
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (item == nullptr) return false;
    // On a selected row all text is onaccentbg and Medium; the rest is Fusion's layout with this style's parts.
    QStyleOptionViewItem copy = *item;
    if (item->state & State_Selected) copy.font.setWeight(QFont::Medium);
    copy.palette.setColor(QPalette::Highlight, isInFront() ? t.accentbg : t.hover);
    copy.palette.setColor(QPalette::HighlightedText, isInFront() ? t.onaccentbg : t.text);
    copy.state &= ~(State_HasFocus | State_Open);  // an open branch is not a button that is on
    QProxyStyle::drawControl(element, &copy, painter, widget);
    if (item->state & State_HasFocus) paintFocusRing(painter, item->rect, radius::kField);
    return true;
  }
  return false;
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                            const QWidget* widget) const {
  const QRect area = option->rect;
  if (control == CC_ComboBox) {
    const QRect arrow(area.right() - 21, area.top(), 20, area.height());
    if (part == SC_ComboBoxArrow) return visualRect(option->direction, area, arrow);
    if (part == SC_ComboBoxEditField) {
      return visualRect(option->direction, area, area.adjusted(8, 1, -24, -1));
    }
  }
  if (control == CC_ScrollBar) {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr) return QRect();
    // No arrow buttons: the groove is the whole bar.
    const bool horizontal = bar->orientation == Qt::Horizontal;
    const int length = horizontal ? area.width() : area.height();
    const int range = bar->maximum - bar->minimum;
    int handle = length;
    if (range > 0) {
      const double share = static_cast<double>(bar->pageStep) / (static_cast<double>(range) + bar->pageStep);
      handle = std::clamp(static_cast<int>(share * length), std::min(24, length), length);
    }
    const int start =
        sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - handle, bar->upsideDown);
    const auto along = [&](int from, int size) {
      return horizontal ? QRect(area.left() + from, area.top(), size, area.height())
                        : QRect(area.left(), area.top() + from, area.width(), size);
    };
    QRect result;
    switch (part) {
      case SC_ScrollBarSlider: result = along(start, handle); break;
      case SC_ScrollBarGroove: result = along(0, length); break;
      case SC_ScrollBarSubPage: result = along(0, start); break;
      case SC_ScrollBarAddPage: result = along(start + handle, length - start - handle); break;
      default: return QRect();
    }
    return visualRect(option->direction, area, result);
  }
  return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
  // The focus ring lies on the outline of a button, not inside it.
  if (element == SE_PushButtonFocusRect || element == SE_ToolBoxTabContents) return option->rect;
  if (element == SE_CheckBoxFocusRect || element == SE_RadioButtonFocusRect) return option->rect;
  if (element == SE_DockWidgetCloseButton || element == SE_DockWidgetFloatButton) {
    // Off the edge, as far as the title is on the other side.
    return QProxyStyle::subElementRect(element, option, widget).translated(-6, 0);
  }
  if (element == SE_HeaderArrow) {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
    const bool right = header != nullptr && header->textAlignment & Qt::AlignRight;
    const QRect area = option->rect;
    return QRect(right ? area.left() + 4 : area.right() - 15, area.top() + (area.height() - 11) / 2, 11, 11);
  }
  if (element == SE_TabBarTabText) return option->rect.adjusted(10, 0, -10, 0);
  if (element == SE_LineEditContents) {
    QRect inside = option->rect.adjusted(6, 1, -6, -1);
    if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option); frame && frame->lineWidth <= 0) {
      inside = option->rect;
    }
    return inside;
  }
  return QProxyStyle::subElementRect(element, option, widget);
}

}  // namespace lightbench::ui
