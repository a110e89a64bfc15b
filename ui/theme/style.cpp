#include "ui/theme/style.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSlider>
#include <QStyleFactory>
#include <QTabBar>
#include <algorithm>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  if (qobject_cast<QAbstractButton*>(widget) != nullptr || qobject_cast<QComboBox*>(widget) != nullptr ||
      qobject_cast<QAbstractSpinBox*>(widget) != nullptr || qobject_cast<QLineEdit*>(widget) != nullptr ||
      qobject_cast<QTabBar*>(widget) != nullptr || qobject_cast<QScrollBar*>(widget) != nullptr ||
      qobject_cast<QSlider*>(widget) != nullptr || qobject_cast<QHeaderView*>(widget) != nullptr) {
    widget->setAttribute(Qt::WA_Hover);
  }
  if (auto* view = qobject_cast<QAbstractItemView*>(widget)) view->viewport()->setAttribute(Qt::WA_Hover);
}

void Style::polish(QPalette& palette) { palette = paletteOf(Theme::tokens()); }

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_ButtonMargin: return 8;
    case PM_ButtonDefaultIndicator:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_FocusFrameHMargin: return 3;
    case PM_FocusFrameVMargin: return 2;
    case PM_DefaultFrameWidth: return 1;
    case PM_SpinBoxFrameWidth: return 2;
    case PM_ComboBoxFrameWidth: return 2;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
    case PM_TabBarIconSize:
    case PM_LineEditIconSize: return 16;
    case PM_ToolBarIconSize: return 18;
    case PM_ToolBarFrameWidth: return 0;
    case PM_ToolBarItemMargin: return 8;
    case PM_ToolBarItemSpacing: return 4;
    case PM_ToolBarSeparatorExtent: return 9;
    case PM_ToolBarExtensionExtent: return 18;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuHMargin: return 0;
    case PM_MenuVMargin: return 4;
    case PM_MenuBarPanelWidth: return 0;
    case PM_MenuBarHMargin: return 4;
    case PM_MenuBarVMargin: return 2;
    case PM_MenuBarItemSpacing: return 2;
    case PM_ScrollBarExtent: return 12;
    case PM_ScrollBarSliderMin: return 24;
    case PM_SliderThickness:
    case PM_SliderControlThickness: return 16;
    case PM_SliderLength: return 12;
    case PM_SplitterWidth: return 3;
    case PM_DockWidgetSeparatorExtent: return 3;
    case PM_DockWidgetFrameWidth: return 0;
    case PM_DockWidgetTitleMargin: return 6;
    case PM_DockWidgetTitleBarButtonMargin: return 3;
    case PM_TabBarTabHSpace: return 24;
    case PM_TabBarTabVSpace: return 12;
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap: return 0;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight: return 14;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 14;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_TreeViewIndentation: return 14;
    case PM_HeaderMargin: return 8;
    case PM_ToolTipLabelFrameWidth: return 6;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    case PM_ScrollView_ScrollBarSpacing: return 0;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* result) const {
  switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ItemView_ArrowKeysNavigateIntoChildren: return 1;
    case SH_ItemView_ChangeHighlightOnFocus: return 0;
    case SH_ComboBox_Popup: return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_UnderlineShortcut: return 0;  // menus and focused menu bars show them all the same
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking: return 1;
    case SH_TabBar_Alignment: return Qt::AlignLeft;
    case SH_TabBar_ElideMode: return Qt::ElideRight;
    case SH_TabBar_PreferNoArrows: return 0;
    case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton;
    case SH_ScrollBar_LeftClickAbsolutePosition: return 0;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_Menu_SubMenuPopupDelay: return 150;
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration: return 0;  // the program moves things itself, or not at all
    default: return QProxyStyle::styleHint(hint, option, widget, result);
  }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const {
  const Metrics& metrics = Theme::metrics();
  switch (type) {
    case CT_PushButton: {
      const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
      const bool has_text = button == nullptr || !button->text.isEmpty();
      return QSize(has_text ? size.width() + 24 : metrics.control, metrics.control);
    }
    case CT_ToolButton: {
      const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
      if (button == nullptr) break;
      const bool icon_only = button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty();
      int width = icon_only ? std::max(metrics.control, size.width() + 6) : size.width() + 16;
      if (button->features & QStyleOptionToolButton::MenuButtonPopup) width += 14;
      const int height = button->toolButtonStyle == Qt::ToolButtonTextUnderIcon
                             ? size.height() + 8
                             : std::max(metrics.control, size.height() <= 18 ? 0 : size.height() + 4);
      return QSize(width, height);
    }
    case CT_LineEdit: return QSize(size.width() + 12, metrics.control);
    case CT_ComboBox: return QSize(size.width() + 34, metrics.control);
    case CT_SpinBox: return QSize(size.width() + 26, metrics.control);
    case CT_MenuBarItem: return QSize(size.width() + 16, metrics.menu_bar - 6);
    case CT_MenuBar: return QSize(size.width(), metrics.menu_bar);
    case CT_MenuItem: {
      const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
      if (item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator) return QSize(size.width(), 9);
      // 30 px for the check mark or icon, 24 between the text and its key, 20 for the arrow of a submenu.
      return QSize(size.width() + 30 + 24 + 20, metrics.control);
    }
    case CT_TabBarTab: {
      const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
      if (tab == nullptr) break;
      // The only tab bars right in a main window are those of docks that share a place.
      if (widget != nullptr && widget->parent() != nullptr &&
          widget->parent()->property(kDockTitleTabsProperty).toBool()) {
        return QSize(0, 0);
      }
      // As wide as its text is when active, so that nothing moves when tabs are switched.
      int width = QFontMetrics(Theme::font(FontRole::kBodyMedium)).horizontalAdvance(tab->text) + 24;
      if (!tab->icon.isNull()) width += tab->iconSize.width() + 6;
      width += tab->leftButtonSize.width() + tab->rightButtonSize.width();
      return QSize(width, metrics.dock_title);
    }
    case CT_ItemViewItem: {
      QSize item = QProxyStyle::sizeFromContents(type, option, size, widget);
      item.setHeight(std::max(item.height(), metrics.tree_row));
      return item;
    }
    case CT_HeaderSection: {
      QSize section = QProxyStyle::sizeFromContents(type, option, size, widget);
      section.setHeight(metrics.control);
      return section;
    }
    case CT_CheckBox:
    case CT_RadioButton: {
      QSize box = QProxyStyle::sizeFromContents(type, option, size, widget);
      return QSize(box.width() + 4, std::max(box.height(), metrics.number_field));
    }
    default: break;
  }
  return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QIcon Style::standardIcon(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const {
  const Tokens& t = Theme::tokens();
  switch (standard) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
    case SP_DialogCloseButton:
    case SP_TabCloseButton: return icon(QStringLiteral("close"));
    case SP_TitleBarNormalButton: return icon(QStringLiteral("float"));
    case SP_ToolBarHorizontalExtensionButton:
    case SP_ToolBarVerticalExtensionButton: return icon(QStringLiteral("more"));
    case SP_MessageBoxInformation: return icon(QStringLiteral("info"), t.info);
    case SP_MessageBoxWarning: return icon(QStringLiteral("warning"), t.warn);
    case SP_MessageBoxCritical: return icon(QStringLiteral("error"), t.error);
    case SP_MessageBoxQuestion: return icon(QStringLiteral("help"), t.text2);
    case SP_DirIcon:
    case SP_DirClosedIcon: return icon(QStringLiteral("folder"));
    case SP_DirOpenIcon: return icon(QStringLiteral("folder-open"));
    case SP_FileIcon: return icon(QStringLiteral("file"));
    case SP_ArrowUp:
    case SP_FileDialogToParent: return icon(QStringLiteral("arrow-up"));
    case SP_ArrowDown: return icon(QStringLiteral("arrow-down"));
    case SP_ArrowLeft:
    case SP_ArrowBack:
    case SP_FileDialogBack: return icon(QStringLiteral("arrow-left"));
    case SP_ArrowRight:
    case SP_ArrowForward: return icon(QStringLiteral("arrow-right"));
    case SP_FileDialogNewFolder: return icon(QStringLiteral("plus"));
    case SP_FileDialogDetailedView: return icon(QStringLiteral("table"));
    case SP_FileDialogListView: return icon(QStringLiteral("list"));
    default: return QProxyStyle::standardIcon(standard, option, widget);
  }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
  if (drawControlPrimitive(element, option, painter, widget) || drawFramePrimitive(element, option, painter, widget) ||
      drawItemPrimitive(element, option, painter, widget)) {
    return;
  }
  QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const {
  if (drawButtonControl(element, option, painter, widget) || drawFrameControl(element, option, painter, widget) ||
      drawItemControl(element, option, painter, widget)) {
    return;
  }
  QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const {
  if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && control == CC_ComboBox) {
    drawComboBox(combo, painter, widget);
  } else if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
             slider && control == CC_Slider) {
    drawSlider(slider, painter, widget);
  } else if (slider && control == CC_ScrollBar) {
    drawScrollBar(slider, painter, widget);
  } else if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option); spin && control == CC_SpinBox) {
    drawSpinBox(spin, painter, widget);
  } else if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
             button && control == CC_ToolButton) {
    drawToolButton(button, painter, widget);
  } else if (const auto* box = qstyleoption_cast<const QStyleOptionGroupBox*>(option); box && control == CC_GroupBox) {
    drawGroupBox(box, painter, widget);
  } else {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
  }
}

}  // namespace lightbench::ui
