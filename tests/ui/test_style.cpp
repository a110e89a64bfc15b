// The widget style: flat fills from the tokens, focus rings, and no element that fails to draw in any state or scale.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QTest>
#include <QToolBar>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <memory>

#include "ui/control_helpers.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"

using namespace lightbench::ui;
using namespace control_helpers;

namespace {

QColor pixel(QWidget& widget, int x, int y) { return QColor(widget.grab().toImage().pixel(x, y)); }

}  // namespace

class TestStyle : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { Theme::instance().setMode(ThemeMode::kDark); }

  void buttonsAreFlat_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
  }
  void buttonsAreFlat() {
    QFETCH(bool, dark);
    Theme::instance().setMode(dark ? ThemeMode::kDark : ThemeMode::kLight);
    const Tokens& t = Theme::tokens();
    QPushButton button;
    button.resize(80, 24);
    for (int y = 2; y < 22; ++y) QCOMPARE(pixel(button, 40, y), t.raised);
    QCOMPARE(pixel(button, 40, 0), t.outline);
    button.setCheckable(true);
    button.setChecked(true);
    QCOMPARE(pixel(button, 40, 12), t.accentbg);
    QCOMPARE(pixel(button, 40, 0), t.accent);
    button.setChecked(false);
    button.setDown(true);
    QCOMPARE(pixel(button, 40, 12), t.press);
  }

  void focusIsTwoPixelsOfAccent_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"button", "line", "combo", "spin"}) QTest::newRow(kind) << QString(kind);
  }
  void focusIsTwoPixelsOfAccent() {
    QFETCH(QString, kind);
    std::unique_ptr<QWidget> widget;
    if (kind == "button") widget = std::make_unique<QPushButton>("x");
    if (kind == "line") widget = std::make_unique<QLineEdit>();
    if (kind == "combo") widget = std::make_unique<QComboBox>();
    if (kind == "spin") widget = std::make_unique<QSpinBox>();
    present(*widget, QSize(90, 24));
    QTest::mouseClick(widget.get(), Qt::LeftButton);  // a click does not take the ring away
    if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
    widget->setFocus();
    QVERIFY(widget->hasFocus());
    const QColor accent = Theme::tokens().accent;
    QCOMPARE(pixel(*widget, 45, 0), accent);
    QCOMPARE(pixel(*widget, 45, 1), accent);
    QVERIFY(pixel(*widget, 45, 2) != accent);
  }

  void indicatorsAreAccentWhenOn() {
    QCheckBox box("Clip");
    QRadioButton radio("CPU");
    for (QAbstractButton* button : {static_cast<QAbstractButton*>(&box), static_cast<QAbstractButton*>(&radio)}) {
      button->resize(button->sizeHint());
      QVERIFY(!hasColor(*button, Theme::tokens().accent));
      button->setChecked(true);
      QVERIFY(hasColor(*button, Theme::tokens().accent));
    }
  }

  void activeTabCarriesTheAccent() {
    QTabBar tabs;
    tabs.addTab("Timeline");
    tabs.addTab("Table");
    tabs.setCurrentIndex(0);
    tabs.resize(tabs.sizeHint());
    const Tokens& t = Theme::tokens();
    QCOMPARE(pixel(tabs, 4, 0), t.accent);
    QCOMPARE(pixel(tabs, 4, 1), t.accent);
    QCOMPARE(pixel(tabs, 4, 2), t.panel);
    const int other = tabs.tabRect(1).left() + 4;
    QCOMPARE(pixel(tabs, other, 0), t.window);
    QCOMPARE(tabs.height(), Theme::metrics().dock_title);
    // Medium text is wider; a tab does not change its width when it becomes active.
    const int width = tabs.tabRect(1).width();
    tabs.setCurrentIndex(1);
    QCOMPARE(tabs.tabRect(1).width(), width);
  }

  void selectedRowIsAccentWithABar() {
    QTreeWidget tree;
    tree.setHeaderHidden(true);
    tree.setFrameShape(QFrame::NoFrame);
    auto* first = new QTreeWidgetItem(&tree, {"Denoise"});
    present(tree, QSize(160, 80));
    tree.setCurrentItem(first);
    const QRect row = tree.visualItemRect(first);
    const Tokens& t = Theme::tokens();
    QCOMPARE(row.height(), Theme::metrics().tree_row);
    const QImage image = tree.viewport()->grab().toImage();
    QCOMPARE(QColor(image.pixel(1, row.center().y())), t.accent);
    QCOMPARE(QColor(image.pixel(130, row.center().y())), t.accentbg);
    QCOMPARE(QColor(image.pixel(130, row.bottom() + 6)), t.field);
    // The selection stays what it is when another view takes the focus.
    tree.clearFocus();
    QCOMPARE(QColor(tree.viewport()->grab().toImage().pixel(130, row.center().y())), t.accentbg);
  }

  void menuMarksTheCurrentItem() {
    QMenu menu;
    QAction* save = menu.addAction("Save");
    save->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_S));
    menu.addSeparator();
    QAction* live = menu.addAction("Live");
    live->setCheckable(true);
    live->setChecked(true);
    menu.resize(menu.sizeHint());
    QVERIFY(hasColor(menu, Theme::tokens().raised));
    QVERIFY(!hasColor(menu, Theme::tokens().accentbg));
    menu.popup(QPoint(10, 10));
    menu.setActiveAction(live);
    QVERIFY(hasColor(menu, Theme::tokens().accentbg));
    menu.close();
  }

  void barsHaveTheirHeights() {
    QMainWindow window;
    window.menuBar()->addMenu("File")->addAction("Open");
    window.statusBar()->showMessage("Ready");
    present(window, QSize(300, 200));
    QCOMPARE(window.menuBar()->height(), Theme::metrics().menu_bar);
  }

  void everythingDrawsAtEveryScale_data() {
    QTest::addColumn<double>("ratio");
    QTest::addColumn<bool>("dark");
    for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
      QTest::addRow("dark %g", ratio) << ratio << true;
      QTest::addRow("light %g", ratio) << ratio << false;
    }
  }
  void everythingDrawsAtEveryScale() {
    QFETCH(double, ratio);
    QFETCH(bool, dark);
    Theme::instance().setMode(dark ? ThemeMode::kDark : ThemeMode::kLight);
    QMainWindow window;
    window.menuBar()->addMenu("File");
    window.addToolBar("Run")->addAction("Live");
    window.statusBar()->showMessage("Ready");
    auto* dock = new QDockWidget("Inspector");
    auto* body = new QWidget;
    auto* column = new QVBoxLayout(body);
    auto* progress = new QProgressBar;
    progress->setValue(40);
    auto* combo = new QComboBox;
    combo->addItems({"One", "Two"});
    for (QWidget* widget : {static_cast<QWidget*>(new QPushButton("Run")), static_cast<QWidget*>(new QLineEdit("text")),
                            static_cast<QWidget*>(combo), static_cast<QWidget*>(new QSpinBox),
                            static_cast<QWidget*>(new QSlider(Qt::Horizontal)), static_cast<QWidget*>(progress),
                            static_cast<QWidget*>(new QScrollBar(Qt::Horizontal)),
                            static_cast<QWidget*>(new QCheckBox("Clip")), static_cast<QWidget*>(new QTreeWidget)}) {
      column->addWidget(widget);
    }
    dock->setWidget(body);
    window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    window.resize(420, 480);
    window.ensurePolished();
    QImage image(static_cast<int>(420 * ratio), static_cast<int>(480 * ratio), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::magenta);
    window.render(&image);
    // Nothing is left unpainted.
    for (int y = 0; y < image.height(); y += 3) {
      for (int x = 0; x < image.width(); x += 3) {
        QVERIFY2(image.pixelColor(x, y) != QColor(Qt::magenta), qPrintable(QString("%1, %2").arg(x).arg(y)));
      }
    }
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  Theme::instance().apply(application);
  TestStyle test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_style.moc"
