// Choices, curves, paths and the small parts, with mouse and keys: what they show and what they send.
#include <QApplication>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>
#include <cmath>
#include <limits>

#include "ui/control_helpers.h"
#include "ui/controls/check_row.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/curve_editor.h"
#include "ui/controls/curve_math.h"
#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/path_field.h"
#include "ui/controls/search_field.h"
#include "ui/controls/section_head.h"
#include "ui/controls/segments.h"
#include "ui/controls/sparkbar.h"
#include "ui/theme/theme.h"

using namespace lightbench::ui;
using namespace control_helpers;

class TestControls : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { Theme::instance().setMode(ThemeMode::kDark); }

  // ---- Segments, ComboButton, CheckRow

  void segmentsByMouseAndKeys() {
    Segments segments;
    for (const char* name : {"Auto", "CPU", "Vulkan"}) segments.addSegment(name);
    QSignalSpy activated(&segments, &Segments::activated);
    QCOMPARE(segments.currentIndex(), -1);
    segments.setCurrentIndex(0);
    QCOMPARE(activated.count(), 0);
    present(segments, segments.sizeHint());
    QTest::mouseClick(segments.segment(2), Qt::LeftButton);
    QCOMPARE(segments.currentIndex(), 2);
    QCOMPARE(activated.takeFirst()[0].toInt(), 2);
    segments.segment(2)->setFocus();
    QTest::keyClick(segments.segment(2), Qt::Key_Left);
    QCOMPARE(segments.currentIndex(), 1);
    QCOMPARE(activated.takeFirst()[0].toInt(), 1);
    QVERIFY(segments.segment(1)->hasFocus());
    QVERIFY(hasColor(segments, Theme::tokens().accentbg));
    segments.setCurrentIndex(-1);
    QCOMPARE(segments.currentIndex(), -1);
    QCOMPARE(segments.segment(0)->accessibleName(), QString("Auto"));
  }

  void segmentsKeepTheirWidths() {
    Segments segments;
    for (const char* name : {"Wipe", "Side", "Difference"}) segments.addSegment(name);
    segments.setCurrentIndex(0);
    const QSize before = segments.sizeHint();
    segments.setCurrentIndex(2);
    QCOMPARE(segments.sizeHint(), before);
  }

  void comboButtonOpensAndChooses() {
    ComboButton combo("Device");
    combo.addItem("Auto", "auto");
    combo.addItem("CPU", "cpu");
    combo.addItem("Vulkan", "vulkan");
    combo.setItemEnabled(2, false, "No such device here.");
    combo.setCurrentIndex(combo.findData("auto"));
    QCOMPARE(combo.accessibleName(), QString("Device, Auto"));
    present(combo, combo.sizeHint());
    QSignalSpy activated(&combo, &ComboButton::activated);
    combo.setFocus();
    QTest::keyClick(&combo, Qt::Key_Down);
    QTRY_VERIFY(combo.menu()->isVisible());
    QTest::keyClick(combo.menu(), Qt::Key_Down);
    QTest::keyClick(combo.menu(), Qt::Key_Return);
    QTRY_COMPARE(activated.count(), 1);
    QCOMPARE(combo.currentIndex(), 1);
    QCOMPARE(combo.currentData().toString(), QString("cpu"));
    QCOMPARE(combo.currentText(), QString("CPU"));
    QVERIFY(!combo.menu()->actions().at(2)->isEnabled());
    QTest::mouseClick(&combo, Qt::LeftButton);
    QTRY_VERIFY(combo.menu()->isVisible());
    combo.menu()->close();
    combo.clear();
    QCOMPARE(combo.count(), 0);
    QCOMPARE(combo.currentIndex(), -1);
  }

  void checkRow() {
    CheckRow row("Clip");
    row.setDefault(false);
    QSignalSpy committed(&row, &CheckRow::valueCommitted);
    row.setValue(true);
    QCOMPARE(committed.count(), 0);
    QVERIFY(row.isChanged());
    present(row, row.sizeHint());
    QTest::keyClick(&row, Qt::Key_Backspace);
    QCOMPARE(row.value(), false);
    QTest::keyClick(&row, Qt::Key_Space);
    QCOMPARE(row.value(), true);
    QTest::mouseClick(&row, Qt::LeftButton);
    QCOMPARE(row.value(), false);
    QCOMPARE(committed.count(), 3);
  }

  // ---- curves

  void curveIsMonotoneAndMeetsItsPoints() {
    const QList<QPointF> points = {{0, 0}, {0.1, 0.7}, {0.2, 0.71}, {0.6, 0.72}, {1, 1}};
    const MonotoneCurve curve(points);
    for (const QPointF& point : points) QVERIFY(std::fabs(curve.at(point.x()) - point.y()) < 1e-12);
    double before = -1;
    for (int step = 0; step <= 1000; ++step) {
      const double here = curve.at(step / 1000.0);
      QVERIFY2(here >= before, qPrintable(QString("falls at %1").arg(step / 1000.0)));
      before = here;
    }
    QCOMPARE(MonotoneCurve({}).at(0.3), 0.3);
    QCOMPARE(MonotoneCurve({{0.5, 0.25}}).at(0.9), 0.25);
    const MonotoneCurve straight({{0, 0}, {0.5, 0.5}, {1, 1}});
    for (const double x : {0.1, 0.33, 0.77}) QVERIFY(std::fabs(straight.at(x) - x) < 1e-12);
    // A hill keeps its top: no overshoot beside an extreme.
    const MonotoneCurve hill({{0, 0}, {0.5, 1}, {1, 0}});
    for (int step = 0; step <= 100; ++step) QVERIFY(hill.at(step / 100.0) <= 1 + 1e-12);
  }

  void curveEditorByMouse() {
    CurveEditor editor;
    present(editor, QSize(220, 114));
    QSignalSpy scrubbed(&editor, &CurveEditor::valueScrubbed);
    QSignalSpy committed(&editor, &CurveEditor::valueCommitted);
    editor.setPoints({{0, 0}, {1, 1}});
    QCOMPARE(scrubbed.count(), 0);
    QVERIFY(!editor.isChanged());

    QTest::mouseClick(&editor, Qt::LeftButton, Qt::NoModifier, QPoint(110, 30));  // add
    QCOMPARE(editor.points().size(), 3);
    QCOMPARE(committed.count(), 1);
    QCOMPARE(editor.selectedPoint(), 1);
    QVERIFY(editor.isChanged());

    const QPoint at = editor.pointPosition(1).toPoint();
    drag(editor, at, at + QPoint(0, 40));
    QVERIFY(editor.points()[1].y() < 0.5);
    QCOMPARE(committed.count(), 2);
    drag(editor, editor.pointPosition(1).toPoint(), QPoint(400, 60));  // not past its neighbour
    QVERIFY(editor.points()[1].x() < editor.points()[2].x());

    QTest::mouseClick(&editor, Qt::RightButton, Qt::NoModifier, editor.pointPosition(1).toPoint());
    QCOMPARE(editor.points().size(), 2);
    QTest::mouseClick(&editor, Qt::RightButton, Qt::NoModifier, editor.pointPosition(0).toPoint());
    QCOMPARE(editor.points().size(), 2);  // the ends stay

    editor.setPoints({{0, 0}, {0.5, 0.2}, {1, 1}});
    QTest::mouseDClick(&editor, Qt::LeftButton, Qt::NoModifier, editor.pointPosition(1).toPoint());
    QCOMPARE(editor.points().size(), 2);
    drag(editor, editor.pointPosition(0).toPoint(), editor.pointPosition(0).toPoint() + QPoint(0, -30));
    QVERIFY(editor.points()[0].y() > 0.2);
    QTest::mousePress(&editor, Qt::LeftButton, Qt::NoModifier, QPoint(110, 30));
    QCOMPARE(editor.points().size(), 3);
    QTest::keyClick(&editor, Qt::Key_Escape);
    QCOMPARE(editor.points().size(), 2);
    QTest::mouseRelease(&editor, Qt::LeftButton, Qt::NoModifier, QPoint(110, 30));
    editor.resetToDefault();
    QCOMPARE(editor.points(), CurvePoints({{0, 0}, {1, 1}}));
  }

  void curveEditorByKeys() {
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* editor = new CurveEditor;
    auto* after = new QLineEdit;
    layout->addWidget(editor);
    layout->addWidget(after);
    present(window, QSize(240, 180));
    QSignalSpy committed(editor, &CurveEditor::valueCommitted);
    after->setFocus();
    editor->setFocus(Qt::TabFocusReason);
    QCOMPARE(editor->selectedPoint(), 0);
    QTest::keyClick(editor, Qt::Key_Insert);
    QCOMPARE(editor->points().size(), 3);
    QCOMPARE(editor->selectedPoint(), 1);
    QCOMPARE(editor->points()[1], QPointF(0.5, 0.5));
    QTest::keyClick(editor, Qt::Key_Up);
    QCOMPARE(editor->points()[1], QPointF(0.5, 0.51));
    QTest::keyClick(editor, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(editor->points()[1], QPointF(0.501, 0.51));
    QCOMPARE(committed.count(), 3);
    QVERIFY(editor->accessibleDescription().contains("2"));
    QTest::keyClick(editor, Qt::Key_Tab);
    QCOMPARE(editor->selectedPoint(), 2);
    QTest::keyClick(editor, Qt::Key_Tab);
    QVERIFY(after->hasFocus());
    QTest::keyClick(after, Qt::Key_Backtab);
    QVERIFY(editor->hasFocus());
    QCOMPARE(editor->selectedPoint(), 2);
    editor->selectPoint(1);
    QTest::keyClick(editor, Qt::Key_Delete);
    QCOMPARE(editor->points().size(), 2);
    QTest::keyClick(editor, Qt::Key_Down);
    QTest::keyClick(editor, Qt::Key_Backspace, Qt::ControlModifier);
    QVERIFY(!editor->isChanged());
  }

  void curveEditorCleansItsInput() {
    CurveEditor editor;
    editor.setPoints({{0.9, 2}, {std::numeric_limits<double>::quiet_NaN(), 0}, {-1, 0.3}});
    QCOMPARE(editor.points(), CurvePoints({{0, 0.3}, {0.9, 1}}));
    editor.setPoints({});
    QCOMPARE(editor.points().size(), 2);
    editor.setHistogram({0, 0, 0});
    editor.setHistogram({1, -3, 5});
    editor.resize(220, 110);
    QVERIFY(hasColor(editor, Theme::tokens().accent));
  }

  // ---- paths, search

  void pathField() {
    QTemporaryDir folder;
    QFile file(folder.filePath("photo.png"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    PathField field(PathMode::kOpenFile);
    field.setAccessibleName("Picture");
    QSignalSpy committed(&field, &PathField::pathCommitted);
    QVERIFY(field.problem().isEmpty());
    field.setPath(folder.filePath("missing.png"));
    QVERIFY(!field.problem().isEmpty());
    QCOMPARE(committed.count(), 0);
    present(field, field.sizeHint());
    auto* line = field.findChild<QLineEdit*>();
    QVERIFY(hasColor(field, Theme::tokens().warn) || line->hasFocus());
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, file.fileName());
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(committed.count(), 1);
    QVERIFY(field.problem().isEmpty());
    QTest::keyClicks(line, "x");
    QTest::keyClick(line, Qt::Key_Escape);
    QCOMPARE(field.path(), file.fileName());

    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file.fileName())});
    field.setPath(QString());
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&field, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&field, &drop);
    QCOMPARE(field.path(), file.fileName());
    QCOMPARE(committed.count(), 2);

    field.setBaseFolder(folder.path());
    field.setPath("photo.png");
    QVERIFY(field.problem().isEmpty());
    PathField save(PathMode::kSaveFile);
    save.setPath(folder.filePath("new.png"));
    QVERIFY(save.problem().isEmpty());
    save.setPath(folder.filePath("no/new.png"));
    QVERIFY(!save.problem().isEmpty());
    PathField directory(PathMode::kFolder);
    directory.setPath(file.fileName());
    QVERIFY(!directory.problem().isEmpty());
  }

  void searchField() {
    SearchField field("Search nodes");
    QLineEdit target;
    field.setKeyTarget(&target);
    QSignalSpy abandoned(&field, &SearchField::abandoned);
    present(field, QSize(200, 24));
    QCOMPARE(field.accessibleName(), QString("Search nodes"));
    QTest::keyClicks(&field, "blur");
    QCOMPARE(field.text(), QString("blur"));
    QTest::keyClick(&field, Qt::Key_Escape);
    QVERIFY(field.text().isEmpty());
    QCOMPARE(abandoned.count(), 0);
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(abandoned.count(), 1);
  }

  // ---- small parts

  void sectionHeadFolds() {
    QWidget window;
    auto* layout = new QVBoxLayout(&window);
    auto* head = new SectionHead("Outline");
    auto* body = new QWidget;
    layout->addWidget(head);
    layout->addWidget(body);
    QVERIFY(!head->isFoldable());
    QVERIFY(head->isOpen());
    head->setBody(body);
    head->setNote("self, ms");
    present(window, QSize(200, 100));
    QSignalSpy opened(head, &SectionHead::opened);
    QTest::mouseClick(head, Qt::LeftButton);
    QVERIFY(!body->isVisible());
    QTest::keyClick(head, Qt::Key_Right);
    QVERIFY(body->isVisible());
    QTest::keyClick(head, Qt::Key_Space);
    QVERIFY(!head->isOpen());
    QCOMPARE(opened.count(), 3);
    QCOMPARE(head->accessibleDescription(), QString("self, ms"));
  }

  void sparkbarLengthAndColour_data() {
    QTest::addColumn<double>("share");
    QTest::addColumn<int>("pixels");
    QTest::newRow("nothing") << 0.0 << 0;
    QTest::newRow("least is seen") << 0.0001 << 1;
    QTest::newRow("half") << 0.5 << 50;
    QTest::newRow("all") << 1.0 << 100;
    QTest::newRow("clamped") << 3.0 << 100;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << 0;
  }
  void sparkbarLengthAndColour() {
    QFETCH(double, share);
    QFETCH(int, pixels);
    QImage image(100, 6, QImage::Format_RGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    paintBar(&painter, QRectF(0, 0, 100, 6), share, Qt::white);
    painter.end();
    int lit = 0;
    for (int x = 0; x < 100; ++x) lit += qGray(image.pixel(x, 3)) > 200 ? 1 : 0;
    QCOMPARE(lit, pixels);
  }

  void elidedLabelSaysAll() {
    ElidedLabel label("A rather long name of a picture");
    label.resize(label.sizeHint());
    QVERIFY(!label.isElided());
    label.resize(60, 16);
    QVERIFY(label.isElided());
    QCOMPARE(label.accessibleName(), label.text());
    QVERIFY(label.minimumSizeHint().width() < label.sizeHint().width());
  }

  void iconButtonHasANameAndItsKey() {
    IconButton button("undo", "Undo");
    button.setShownKey(QKeySequence(Qt::CTRL | Qt::Key_Z));
    QCOMPARE(button.accessibleName(), QString("Undo"));
    QVERIFY(button.toolTip().contains("Undo") && button.toolTip().contains("Ctrl+Z"));
    present(button, button.sizeHint());
    button.setFocus();
    QVERIFY(hasColor(button, Theme::tokens().accent));
    QSignalSpy clicked(&button, &QToolButton::clicked);
    QTest::keyClick(&button, Qt::Key_Space);
    QCOMPARE(clicked.count(), 1);
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  Theme::instance().apply(application);
  TestControls test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_controls.moc"
