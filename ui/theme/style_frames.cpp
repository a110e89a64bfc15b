// Docks, tabs, menus, tool and status bars, splitters, headers, progress and tips.
#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QPainter>
#include <QTabBar>
#include <algorithm>
#include <cmath>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kMenuIconColumn = 30;
constexpr int kMenuArrowColumn = 20;

void paintTabShape(const QStyleOptionTab& tab, QPainter* painter) {
  const Tokens& t = Theme::tokens();
  const bool active = tab.state & QStyle::State_Selected;
  const bool hovered = tab.state & QStyle::State_MouseOver && tab.state & QStyle::State_Enabled;
  const QRectF area = tab.rect;
  if (active) {
    painter->fillRect(snapped(*painter, area), t.panel);
    painter->fillRect(snapped(*painter, QRectF(area.left(), area.top(), area.width(), 2)), t.accent);
  } else {
    painter->fillRect(snapped(*painter, area), hovered ? t.hover : t.window);
    paintHairline(painter, QLineF(area.left(), area.bottom() - 1, area.right(), area.bottom() - 1), t.line);
  }
}

void paintTabLabel(const QStyleOptionTab& tab, QPainter* painter, const QRect& text_area) {
  const Tokens& t = Theme::tokens();
  const bool active = tab.state & QStyle::State_Selected;
  const bool enabled = tab.state & QStyle::State_Enabled;
  QRect area = text_area;
  if (!tab.icon.isNull()) {
    const QRect icon_area(area.left(), area.top(), tab.iconSize.width(), area.height());
    tab.icon.paint(painter, icon_area, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled,
                   active ? QIcon::On : QIcon::Off);
    area.setLeft(icon_area.right() + 7);
  }
  painter->setFont(Theme::font(active ? FontRole::kBodyMedium : FontRole::kBody));
  painter->setPen(active ? t.text : tab.state & QStyle::State_MouseOver ? t.text2 : t.text3);
  const QString text =
      painter->fontMetrics().elidedText(tab.text, Qt::ElideRight, area.width() + 2, Qt::TextShowMnemonic);
  painter->drawText(area, Qt::AlignCenter | Qt::TextHideMnemonic | Qt::TextSingleLine, text);
  if (tab.state & QStyle::State_HasFocus) paintFocusRing(painter, tab.rect.adjusted(2, 4, -2, -2));
}

void paintMenuItem(const QStyleOptionMenuItem& item, QPainter* painter) {
  const Tokens& t = Theme::tokens();
  painter->fillRect(item.rect, t.raised);
  if (item.menuItemType == QStyleOptionMenuItem::Separator) {
    const double middle = QRectF(item.rect).center().y();
    paintHairline(painter, QLineF(item.rect.left(), middle, item.rect.right() + 1, middle), t.line);
    if (!item.text.isEmpty()) {
      painter->setPen(t.text3);
      painter->drawText(item.rect.adjusted(kMenuIconColumn, 0, 0, 0), Qt::AlignVCenter, item.text);
    }
    return;
  }
  const bool enabled = item.state & QStyle::State_Enabled;
  const bool current = item.state & QStyle::State_Selected && enabled;
  if (current) paintPanel(painter, QRectF(item.rect).adjusted(4, 0, -4, 0), radius::kField, t.accentbg);
  const QColor ink = !enabled ? mixed(t.raised, t.text3, 0.65) : current ? t.onaccentbg : t.text;

  const QRectF mark(item.rect.left() + 10, item.rect.center().y() - 7, 15, 15);
  if (item.checked && item.checkType != QStyleOptionMenuItem::NotCheckable) {
    if (item.checkType == QStyleOptionMenuItem::Exclusive) {
      paintPanel(painter, mark.adjusted(4, 4, -4, -4), 4, current ? t.onaccentbg : t.accent);
    } else {
      paintIcon(painter, QStringLiteral("check"), mark, current ? t.onaccentbg : t.accent);
    }
  } else if (!item.icon.isNull()) {
    const QIcon::Mode mode = !enabled ? QIcon::Disabled : current ? QIcon::Selected : QIcon::Normal;
    item.icon.paint(painter, mark.toAlignedRect(), Qt::AlignCenter, mode);
  }

  const QRect area = item.rect.adjusted(kMenuIconColumn, 0, -kMenuArrowColumn, 0);
  const qsizetype tab = item.text.indexOf(QLatin1Char('\t'));
  painter->setFont(item.font);
  painter->setPen(ink);
  painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic | Qt::TextSingleLine,
                    tab < 0 ? item.text : item.text.left(tab));
  if (tab >= 0) {
    if (!current && enabled) painter->setPen(t.text3);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, item.text.mid(tab + 1));
  }
  if (item.menuItemType == QStyleOptionMenuItem::SubMenu) {
    paintIcon(painter, QStringLiteral("chevron-right"),
              QRectF(item.rect.right() - 18, item.rect.center().y() - 6, 13, 13), ink);
  }
}

void paintDockTitle(const QStyleOptionDockWidget& dock, QPainter* painter, const QRect& text_area) {
  const Tokens& t = Theme::tokens();
  painter->fillRect(dock.rect, t.window);
  const double bottom = dock.rect.bottom();
  paintHairline(painter, QLineF(dock.rect.left(), bottom, dock.rect.right() + 1, bottom), t.line);
  painter->setFont(Theme::font(FontRole::kBodyMedium));
  painter->setPen(t.text);
  const QRect area = text_area.adjusted(6, 0, 0, 0);
  painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextHideMnemonic,
                    painter->fontMetrics().elidedText(dock.title, Qt::ElideRight, area.width()));
}

void paintHeaderSection(const QStyleOptionHeader& header, QPainter* painter) {
  const Tokens& t = Theme::tokens();
  const bool hovered = header.state & QStyle::State_MouseOver && header.state & QStyle::State_Enabled;
  painter->fillRect(header.rect, hovered ? t.hover : t.window);
  const double bottom = header.rect.bottom();
  paintHairline(painter, QLineF(header.rect.left(), bottom, header.rect.right() + 1, bottom), t.line);
}

void paintProgress(const QStyleOptionProgressBar& bar, QPainter* painter) {
  const Tokens& t = Theme::tokens();
  QRectF track = bar.rect;
  if (bar.textVisible) track = QRectF(track.left(), track.bottom() - 4, track.width(), 4);
  paintPanel(painter, track, radius::kBar, t.bar_track);
  const double span = static_cast<double>(bar.maximum) - bar.minimum;
  if (span > 0) {
    const double share = std::clamp((bar.progress - static_cast<double>(bar.minimum)) / span, 0.0, 1.0);
    track.setWidth(track.width() * share);
    paintPanel(painter, track, radius::kBar, t.accent);
  }
  if (bar.textVisible) {
    painter->setPen(t.text2);
    painter->drawText(bar.rect.adjusted(0, 0, 0, -5), Qt::AlignVCenter | Qt::AlignLeft, bar.text);
  }
}

}  // namespace

bool Style::drawFramePrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  switch (element) {
    case PE_FrameMenu: paintPanel(painter, option->rect, 0, QColor(), t.line2); return true;
    case PE_PanelMenu: painter->fillRect(option->rect, t.raised); return true;
    case PE_PanelTipLabel: paintPanel(painter, option->rect, 0, t.raised, t.line2); return true;
    case PE_Frame: {
      const bool focused = widget != nullptr && widget->hasFocus() && widget->focusPolicy() != Qt::NoFocus;
      paintPanel(painter, option->rect, 0, QColor(), focused ? t.accent : t.outline);
      return true;
    }
    case PE_FrameDockWidget:
    case PE_FrameStatusBarItem:
    case PE_FrameTabWidget:
    case PE_FrameWindow:
    case PE_PanelMenuBar: return true;
    case PE_FrameGroupBox: return true;
    case PE_PanelStatusBar:
    case PE_PanelToolBar: {
      painter->fillRect(option->rect, t.window);
      const double y = element == PE_PanelToolBar ? option->rect.bottom() : option->rect.top();
      paintHairline(painter, QLineF(option->rect.left(), y, option->rect.right() + 1, y), t.line);
      return true;
    }
    case PE_FrameTabBarBase:
      paintHairline(painter,
                    QLineF(option->rect.left(), option->rect.bottom(), option->rect.right() + 1, option->rect.bottom()),
                    t.line);
      return true;
    case PE_IndicatorToolBarSeparator: {
      const double x = option->rect.center().x();
      paintHairline(painter, QLineF(x, option->rect.top() + 4, x, option->rect.bottom() - 3), t.line);
      return true;
    }
    case PE_IndicatorDockWidgetResizeHandle: {
      // The state tells how the handle lies: horizontal = a horizontal separator.
      painter->fillRect(option->rect, t.window);
      const bool hovered = option->state & State_MouseOver;
      const QPointF middle = QRectF(option->rect).center();
      const bool lying = option->state & State_Horizontal || option->rect.width() > option->rect.height();
      const QLineF line =
          lying ? QLineF(option->rect.left(), std::floor(middle.y()), option->rect.right() + 1, std::floor(middle.y()))
                : QLineF(std::floor(middle.x()), option->rect.top(), std::floor(middle.x()), option->rect.bottom() + 1);
      if (hovered) {
        painter->fillRect(option->rect, t.line2);
      } else {
        paintHairline(painter, line, t.line);
      }
      return true;
    }
    case PE_IndicatorTabClose: {
      const bool hovered = option->state & State_MouseOver;
      if (hovered) paintPanel(painter, option->rect, radius::kField, t.hover);
      paintIcon(painter, QStringLiteral("close"), QRectF(option->rect).adjusted(1, 1, -1, -1),
                hovered ? t.text : t.text2);
      return true;
    }
    default: return false;
  }
}

bool Style::drawFrameControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  painter->save();
  const auto done = [painter](bool drawn) {
    painter->restore();
    return drawn;
  };
  switch (element) {
    case CE_TabBarTabShape:
      if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
        paintTabShape(*tab, painter);
        return done(true);
      }
      break;
    case CE_TabBarTabLabel:
      if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
        QRect area = tab->rect.adjusted(10, 1, -10, 0);
        area.setLeft(area.left() + tab->leftButtonSize.width());
        area.setRight(area.right() - tab->rightButtonSize.width());
        paintTabLabel(*tab, painter, area);
        return done(true);
      }
      break;
    case CE_DockWidgetTitle:
      if (const auto* dock = qstyleoption_cast<const QStyleOptionDockWidget*>(option)) {
        paintDockTitle(*dock, painter, subElementRect(SE_DockWidgetTitleBarText, option, widget));
        return done(true);
      }
      break;
    case CE_MenuItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
        paintMenuItem(*item, painter);
        return done(true);
      }
      break;
    case CE_MenuEmptyArea: painter->fillRect(option->rect, t.raised); return done(true);
    case CE_MenuBarItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
        painter->fillRect(item->rect, t.window);
        const bool open = item->state & State_Sunken;
        const bool current = item->state & State_Selected && item->state & State_Enabled;
        if (open || current) {
          paintPanel(painter, QRectF(item->rect).adjusted(0, 1, 0, -1), radius::kControl, open ? t.press : t.hover);
        }
        painter->setPen(item->state & State_Enabled ? t.text : t.text3);
        // Mnemonics show once Alt has given the bar the focus.
        const int mnemonic = widget != nullptr && widget->hasFocus() ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
        painter->drawText(item->rect, Qt::AlignCenter | mnemonic | Qt::TextSingleLine, item->text);
        return done(true);
      }
      break;
    case CE_MenuBarEmptyArea: painter->fillRect(option->rect, t.window); return done(true);
    case CE_SizeGrip: return done(true);  // windows are resized by their edges
    case CE_ToolBar: drawPrimitive(PE_PanelToolBar, option, painter, widget); return done(true);
    case CE_Splitter: {
      QStyleOption handle = *option;
      handle.state.setFlag(State_Horizontal, !(option->state & State_Horizontal));
      drawPrimitive(PE_IndicatorDockWidgetResizeHandle, &handle, painter, widget);
      return done(true);
    }
    case CE_HeaderSection:
      if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
        paintHeaderSection(*header, painter);
        return done(true);
      }
      break;
    case CE_HeaderEmptyArea:
      painter->fillRect(option->rect, t.window);
      paintHairline(painter,
                    QLineF(option->rect.left(), option->rect.bottom(), option->rect.right() + 1, option->rect.bottom()),
                    t.line);
      return done(true);
    case CE_ProgressBar:
      if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
        paintProgress(*bar, painter);
        return done(true);
      }
      break;
    default: break;
  }
  return done(false);
}

}  // namespace lightbench::ui
