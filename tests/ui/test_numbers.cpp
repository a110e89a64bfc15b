// Numbers in the window: rules, fields, slider rows, matrices and colours, with mouse and keys. Values set by the
// program send nothing.
#include <QAccessible>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <limits>

#include "ui/control_helpers.h"
#include "ui/controls/matrix_field.h"
#include "ui/controls/number_field.h"
#include "ui/controls/slider_row.h"
#include "ui/theme/theme.h"

using namespace lightbench::ui;
using namespace control_helpers;

namespace {

NumberRule strengthRule() {
  NumberRule rule;
  rule.soft_min = 0;
  rule.soft_max = 0.14;
  rule.hard_min = 0;
  rule.hard_max = 1;
  rule.step = 0.001;
  rule.default_value = 0.025;
  return rule;
}

NumberRule patchRule() {
  NumberRule rule;
  rule.soft_min = 1;
  rule.soft_max = 12;
  rule.hard_min = 1;
  rule.step = 1;
  rule.whole = true;
  rule.unit = "px";
  return rule;
}

}  // namespace

class TestNumbers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { Theme::instance().setMode(ThemeMode::kDark); }

  // ---- number rules

  void ruleSteps_data() {
    QTest::addColumn<NumberRule>("rule");
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("count");
    QTest::addColumn<bool>("fine");
    QTest::addColumn<double>("expected");
    NumberRule logarithmic;
    logarithmic.soft_min = 0.01;
    logarithmic.soft_max = 100;
    logarithmic.scale = NumberScale::kLogarithmic;
    QTest::newRow("one step") << strengthRule() << 0.05 << 1.0 << false << 0.051;
    QTest::newRow("fine step") << strengthRule() << 0.05 << -1.0 << true << 0.0499;
    QTest::newRow("hard end") << strengthRule() << 0.999 << 5.0 << false << 1.0;
    QTest::newRow("no rounding noise") << strengthRule() << 0.1 << 200.0 << false << 0.3;
    QTest::newRow("whole") << patchRule() << 3.0 << 1.0 << false << 4.0;
    QTest::newRow("whole at its end") << patchRule() << 1.0 << -1.0 << false << 1.0;
    QTest::newRow("logarithmic end to end") << logarithmic << 0.01 << 200.0 << false << 100.0;
    QTest::newRow("logarithmic half") << logarithmic << 0.01 << 100.0 << false << 1.0;
  }
  void ruleSteps() {
    QFETCH(NumberRule, rule);
    QFETCH(double, from);
    QFETCH(double, count);
    QFETCH(bool, fine);
    QFETCH(double, expected);
    QCOMPARE(rule.stepped(from, count, fine), expected);
  }

  void ruleWords() {
    const NumberRule rule = strengthRule();
    QCOMPARE(rule.text(0.05), QString("0.050"));
    QCOMPARE(rule.text(0.0499), QString("0.0499"));
    QCOMPARE(rule.text(-0.5), QString::fromUtf8("−0.500"));
    QVERIFY(rule.refusal(0.5).isEmpty());
    QVERIFY(rule.refusal(2).contains("1.000"));
    QVERIFY(!rule.refusal(-0.001).isEmpty());
    QVERIFY(!rule.refusal(std::numeric_limits<double>::quiet_NaN()).isEmpty());
    QVERIFY(!patchRule().refusal(2.5).isEmpty());
    QVERIFY(patchRule().refusal(0).contains("px"));
    QVERIFY(rule.isDefault(0.025));
    QVERIFY(!rule.isDefault(0.026));
    QCOMPARE(rule.snapped(0.0537), 0.05);
    for (const double position : {0.0, 0.25, 0.5, 1.0}) QCOMPARE(rule.position(rule.atPosition(position)), position);
  }

  // ---- NumberField

  void fieldScrubs_data() {
    QTest::addColumn<int>("pixels");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<double>("expected");
    // 4 px are the threshold, then one step per 2 px.
    QTest::newRow("right") << 24 << int(Qt::NoModifier) << 0.06;
    QTest::newRow("left") << -24 << int(Qt::NoModifier) << 0.04;
    QTest::newRow("fine") << 24 << int(Qt::ShiftModifier) << 0.051;
    QTest::newRow("snapped") << 30 << int(Qt::ControlModifier) << 0.06;
    QTest::newRow("to the hard end") << -400 << int(Qt::NoModifier) << 0.0;
  }
  void fieldScrubs() {
    QFETCH(int, pixels);
    QFETCH(int, modifiers);
    QFETCH(double, expected);
    NumberField field;
    field.setRule(strengthRule());
    field.setValue(0.05);
    present(field, QSize(60, 20));
    QSignalSpy scrubbed(&field, &NumberField::valueScrubbed);
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    drag(field, QPoint(30, 10), QPoint(30 + pixels, 10), Qt::KeyboardModifiers(modifiers));
    QCOMPARE(field.value(), expected);
    QVERIFY(scrubbed.count() >= 1);
    QCOMPARE(committed.count(), 1);
    QCOMPARE(committed[0][0].toDouble(), expected);
    QVERIFY(!field.isScrubbing());
    QVERIFY(field.cursor().shape() == Qt::SizeHorCursor);
  }

  void fieldKeepsStillUnderTheThreshold() {
    NumberField field;
    field.setRule(strengthRule());
    field.setValue(0.05);
    present(field, QSize(60, 20));
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    drag(field, QPoint(30, 10), QPoint(33, 10));
    QCOMPARE(field.value(), 0.05);
    QCOMPARE(committed.count(), 0);
  }

  void fieldScrubbingIsSeenAndEscapes() {
    NumberField field;
    field.setRule(strengthRule());
    field.setValue(0.05);
    present(field, QSize(60, 20));
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    const auto send = [&](QEvent::Type type, int x, Qt::MouseButton button) {
      QMouseEvent event(type, QPointF(x, 10), QPointF(field.mapToGlobal(QPoint(x, 10))), button, Qt::LeftButton,
                        Qt::NoModifier);
      QApplication::sendEvent(&field, &event);
    };
    send(QEvent::MouseButtonPress, 30, Qt::LeftButton);
    send(QEvent::MouseMove, 36, Qt::NoButton);
    send(QEvent::MouseMove, 46, Qt::NoButton);
    QVERIFY(field.isScrubbing());
    QCOMPARE(field.value(), 0.055);
    QCOMPARE(field.cursor().shape(), Qt::BlankCursor);
    QVERIFY(hasColor(field, Theme::tokens().accentbg));
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(field.value(), 0.05);
    QVERIFY(!field.isScrubbing());
    QCOMPARE(committed.count(), 1);
  }

  void fieldKeys_data() {
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<double>("expected");
    QTest::newRow("up") << int(Qt::Key_Up) << int(Qt::NoModifier) << 0.051;
    QTest::newRow("left") << int(Qt::Key_Left) << int(Qt::NoModifier) << 0.049;
    QTest::newRow("fine") << int(Qt::Key_Right) << int(Qt::ShiftModifier) << 0.0501;
    QTest::newRow("ten") << int(Qt::Key_Right) << int(Qt::ControlModifier) << 0.06;
    QTest::newRow("page") << int(Qt::Key_PageDown) << int(Qt::NoModifier) << 0.04;
    QTest::newRow("home") << int(Qt::Key_Home) << int(Qt::NoModifier) << 0.0;
    QTest::newRow("end") << int(Qt::Key_End) << int(Qt::NoModifier) << 0.14;
    QTest::newRow("reset") << int(Qt::Key_Backspace) << int(Qt::NoModifier) << 0.025;
  }
  void fieldKeys() {
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QFETCH(double, expected);
    NumberField field;
    field.setRule(strengthRule());
    field.setValue(0.05);
    present(field, QSize(60, 20));
    QSignalSpy scrubbed(&field, &NumberField::valueScrubbed);
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    QTest::keyClick(&field, Qt::Key(key), Qt::KeyboardModifiers(modifiers));
    QCOMPARE(field.value(), expected);
    QCOMPARE(scrubbed.count(), 1);
    QCOMPARE(committed.count(), 1);
  }

  void fieldTypes_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("expected");
    QTest::addColumn<bool>("taken");
    QTest::newRow("inside") << "0.1" << 0.1 << true;
    QTest::newRow("out of the soft range") << "0.5" << 0.5 << true;
    QTest::newRow("out of the hard range") << "2" << 0.05 << false;
    QTest::newRow("words") << "much" << 0.05 << false;
  }
  void fieldTypes() {
    QFETCH(QString, typed);
    QFETCH(double, expected);
    QFETCH(bool, taken);
    NumberField field;
    field.setRule(strengthRule());
    field.setValue(0.05);
    present(field, QSize(80, 20));
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    QSignalSpy refused(&field, &NumberField::refused);
    QTest::mouseDClick(&field, Qt::LeftButton);
    auto* editor = field.findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    QCOMPARE(editor->selectedText(), QString("0.050"));
    QTest::keyClicks(editor, typed);
    QTest::keyClick(editor, Qt::Key_Return);
    QCOMPARE(field.value(), expected);
    QCOMPARE(committed.count(), taken ? 1 : 0);
    QCOMPARE(refused.count(), taken ? 0 : 1);
    QCOMPARE(field.isEditing(), !taken);  // what was refused can be put right
    if (!taken) {
      QVERIFY(!refused[0][0].toString().isEmpty());
      QTest::keyClick(editor, Qt::Key_Escape);
      QVERIFY(!field.isEditing());
    }
    QCOMPARE(hasColor(field, Theme::tokens().warn), expected > 0.14);
  }

  void fieldDigitOpensEditorAndSetValueIsSilent() {
    NumberField field;
    field.setRule(patchRule());
    field.setAccessibleName("Patch");
    QSignalSpy scrubbed(&field, &NumberField::valueScrubbed);
    QSignalSpy committed(&field, &NumberField::valueCommitted);
    field.setValue(3);
    QCOMPARE(scrubbed.count() + committed.count(), 0);
    present(field, QSize(60, 20));
    QTest::keyClick(&field, Qt::Key_7);
    QVERIFY(field.isEditing());
    QTest::keyClick(field.findChild<QLineEdit*>(), Qt::Key_Return);
    QCOMPARE(field.value(), 7.0);
    QCOMPARE(committed.count(), 1);
    QVERIFY(field.hasFocus());
    QVERIFY(hasColor(field, Theme::tokens().accent));

    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(&field);
    QVERIFY(accessible != nullptr);
    QCOMPARE(accessible->role(), QAccessible::SpinBox);
    QCOMPARE(accessible->text(QAccessible::Name), QString("Patch"));
    QCOMPARE(accessible->text(QAccessible::Value), QString("7 px"));
    QVERIFY(accessible->valueInterface() != nullptr);
    accessible->valueInterface()->setCurrentValue(9.0);
    QCOMPARE(field.value(), 9.0);
    accessible->valueInterface()->setCurrentValue(-9.0);
    QCOMPARE(field.value(), 9.0);
  }

  // ---- SliderRow

  void sliderTakesTheMouse() {
    SliderRow row("Strength");
    row.setRule(strengthRule());
    row.setValue(0.025);
    present(row, QSize(210, Theme::metrics().slider_row));
    QVERIFY(!row.isChanged());
    QVERIFY(!hasColor(row, Theme::tokens().accent) || row.field()->hasFocus());
    QSignalSpy scrubbed(&row, &SliderRow::valueScrubbed);
    QSignalSpy committed(&row, &SliderRow::valueCommitted);
    QTest::mouseClick(&row, Qt::LeftButton, Qt::NoModifier, QPoint(105, 27));  // the middle of the track
    QCOMPARE(row.value(), 0.07);
    QCOMPARE(scrubbed.count(), 1);
    QCOMPARE(committed.count(), 1);
    QVERIFY(row.isChanged());
    QVERIFY(row.field()->hasFocus());
    drag(row, QPoint(105, 27), QPoint(205, 27));
    QCOMPARE(row.value(), 0.14);
    drag(row, QPoint(205, 27), QPoint(105, 27), Qt::ShiftModifier);
    QCOMPARE(row.value(), 0.133);
    QTest::keyClick(row.field(), Qt::Key_Backspace);
    QCOMPARE(row.value(), 0.025);
    QVERIFY(!row.isChanged());
    // A press on the label is not one on the track.
    QTest::mouseClick(&row, Qt::LeftButton, Qt::NoModifier, QPoint(10, 6));
    QCOMPARE(row.value(), 0.025);
  }

  void sliderDragEscapes() {
    SliderRow row("Strength");
    row.setRule(strengthRule());
    row.setValue(0.025);
    present(row, QSize(210, Theme::metrics().slider_row));
    QSignalSpy committed(&row, &SliderRow::valueCommitted);
    QTest::mousePress(&row, Qt::LeftButton, Qt::NoModifier, QPoint(105, 27));
    QCOMPARE(row.value(), 0.07);
    QTest::keyClick(row.field(), Qt::Key_Escape);
    QCOMPARE(row.value(), 0.025);
    QTest::mouseRelease(&row, Qt::LeftButton, Qt::NoModifier, QPoint(105, 27));
    QCOMPARE(row.value(), 0.025);
    QCOMPARE(committed.count(), 1);
  }

  void sliderPaintsWhatWasChanged_data() {
    QTest::addColumn<bool>("hasDefault");
    QTest::addColumn<double>("value");
    QTest::addColumn<int>("accentFrom");  // in percent of the track, -1: none
    QTest::addColumn<int>("accentTo");
    QTest::newRow("at rest") << true << 50.0 << -1 << -1;
    QTest::newRow("above") << true << 80.0 << 50 << 80;
    QTest::newRow("below") << true << 20.0 << 20 << 50;
    QTest::newRow("no default") << false << 60.0 << 0 << 60;
  }
  void sliderPaintsWhatWasChanged() {
    QFETCH(bool, hasDefault);
    QFETCH(double, value);
    QFETCH(int, accentFrom);
    QFETCH(int, accentTo);
    SliderRow row("Amount");
    NumberRule rule;
    rule.soft_max = 100;
    rule.step = 1;
    if (hasDefault) rule.default_value = 50;
    row.setRule(rule);
    row.setValue(value);
    row.resize(210, Theme::metrics().slider_row);
    const QImage image = row.grab().toImage();
    const QRgb accent = Theme::tokens().accent.rgb();
    for (int percent = 3; percent < 100; percent += 2) {
      if (std::abs(percent - value) < 4 || std::abs(percent - 50) < 2) continue;  // handle and tick
      const bool lit = image.pixel(5 + percent * 2, 27) == accent;
      QVERIFY2(lit == (percent > accentFrom && percent < accentTo), qPrintable(QString::number(percent)));
    }
  }

  // ---- matrices, colours

  void matrixField() {
    MatrixField matrix(3, 3);
    NumberRule rule;
    rule.soft_min = -2;
    rule.soft_max = 2;
    rule.step = 0.1;
    matrix.setRule(rule);
    matrix.setDefaultValues({1, 0, 0, 0, 1, 0, 0, 0, 1});
    QSignalSpy scrubbed(&matrix, &MatrixField::valueScrubbed);
    QSignalSpy committed(&matrix, &MatrixField::valueCommitted);
    matrix.setValues({1, 0, 0, 0, 1, 0, 0, 0});
    QCOMPARE(matrix.values(), QList<double>({1, 0, 0, 0, 1, 0, 0, 0, 0}));
    QCOMPARE(scrubbed.count(), 0);
    present(matrix, QSize(240, 80));
    matrix.cell(0, 1)->setFocus();
    QTest::keyClick(matrix.cell(0, 1), Qt::Key_Up);
    QCOMPARE(matrix.values()[1], 0.1);
    QCOMPARE(committed.count(), 1);
    QTest::keyClick(matrix.cell(0, 1), Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(matrix.cell(1, 1)->hasFocus());
    QTest::keyClick(matrix.cell(1, 1), Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(matrix.cell(1, 0)->hasFocus());
    QTest::keyClick(matrix.cell(1, 0), Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(matrix.cell(1, 0)->hasFocus());
    matrix.setShape(2, 4);
    QCOMPARE(matrix.values(), QList<double>({1, 0.1, 0, 0, 0, 1, 0, 0}));
    matrix.setShape(3, 3);
    matrix.resetToDefault();
    QCOMPARE(matrix.values(), QList<double>({1, 0, 0, 0, 1, 0, 0, 0, 1}));
    matrix.setNames({"red"}, {"from red", "from green"});
    QCOMPARE(matrix.cell(0, 1)->accessibleName(), QString("red, from green"));
  }

  void everythingFollowsTheTheme() {
    SliderRow row("Strength");
    row.setRule(strengthRule());
    row.setValue(0.1);
    row.resize(200, 38);
    QVERIFY(hasColor(row, Tokens::darkTokens().accent));
    Theme::instance().setMode(ThemeMode::kLight);
    QVERIFY(hasColor(row, Tokens::lightTokens().accent));
    QVERIFY(!hasColor(row, Tokens::darkTokens().accent));
    QWidget panel;
    usePanelBackground(&panel);
    panel.resize(10, 10);
    QVERIFY(hasColor(panel, Tokens::lightTokens().panel));
    Theme::instance().setMode(ThemeMode::kDark);
    QVERIFY(hasColor(panel, Tokens::darkTokens().panel));
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  Theme::instance().apply(application);
  TestNumbers test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_numbers.moc"
