#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "tests/ui/control_helpers.h"
#include "tests/ui/session_library.h"
#include "ui/controls/combo_button.h"
#include "ui/profile/sentence_list.h"
#include "ui/profile/trend_panel.h"
#include "ui/profile/trend_plot.h"
#include "ui/profile/trend_words.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

class TestTrends : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    Theme::instance().apply(*qApp);
    register_builtin(registry_);
  }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    store_ = std::make_unique<SessionStore>(folder_->filePath("sessions"));
    document_ = std::make_unique<Document>(registry_);
    save_ = std::make_unique<QAction>();
    panel_ = std::make_unique<TrendPanel>(*document_, *store_, save_.get());
  }
  void cleanup() { panel_.reset(); }

  void without_sessions_it_says_so() {
    present();
    QTRY_COMPARE(panel_->steps().text(), QString("No session has been recorded yet."));
    QVERIFY(!save_->isEnabled());
    QVERIFY(!panel_->findChild<QPushButton*>("saveReportButton")->isEnabled());
  }

  void steps_are_told_with_what_changed() {
    addSeries();
    present();
    TrendPlot& plot = panel_->plot();
    QTRY_COMPARE(plot.count(), 9);
    QCOMPARE(plot.trend().steps.size(), size_t{1});
    const QString at = pointTime(plot.trend().points[5]);
    QCOMPARE(panel_->steps().text(),
             QString("Slower by 39.8 % from %1: 10.0 to 14.0 ms\nParameter: blur.sigma: 2.5 to 9").arg(at));
    QVERIFY(control_helpers::hasColor(plot, Theme::tokens().accent));
    QVERIFY2(plot.wordsOf(5).contains("Slower by 39.8 %"), qPrintable(plot.wordsOf(5)));
    QVERIFY(plot.wordsOf(2).contains(QString::fromUtf8("10.0 ± ")) && plot.wordsOf(2).contains("version 0.1.0"));
  }

  void few_sessions_have_no_steps() {
    for (int day = 1; day < 4; ++day) add(recorded(day, day * 8'000'000));
    present();
    QTRY_COMPARE(panel_->plot().count(), 3);
    QVERIFY2(panel_->steps().text().contains("3 sessions"), qPrintable(panel_->steps().text()));
  }

  void two_points_are_compared_by_keys() {
    addSeries();
    present();
    TrendPlot& plot = panel_->plot();
    QTRY_COMPARE(plot.count(), 9);
    QSignalSpy asked(panel_.get(), &TrendPanel::compareRequested);
    plot.setFocus();
    QTest::keyClick(&plot, Qt::Key_Home);
    QVERIFY(plot.accessibleDescription().startsWith(pointTime(plot.trend().points[0])));
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(QToolTip::text(), plot.wordsOf(1));
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(plot.marked(), 1);
    QTest::keyClick(&plot, Qt::Key_Escape);
    QCOMPARE(plot.marked(), -1);
    QTest::keyClick(&plot, Qt::Key_Return);
    QTest::keyClick(&plot, Qt::Key_End);
    QTest::keyClick(&plot, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString().toStdString(), plot.trend().points[1].path);
    QCOMPARE(asked[0][1].toString().toStdString(), plot.trend().points[8].path);
    QCOMPARE(plot.marked(), -1);
    QTest::keyClick(&plot, Qt::Key_Return);
    QTest::keyClick(&plot, Qt::Key_Return);  // the same one: taken back
    QCOMPARE(asked.size(), 1);
  }

  void two_points_are_compared_by_mouse() {
    addSeries();
    present();
    TrendPlot& plot = panel_->plot();
    QTRY_COMPARE(plot.count(), 9);
    QSignalSpy asked(panel_.get(), &TrendPanel::compareRequested);
    QTest::mouseMove(&plot, plot.placeOf(3).toPoint());
    QTRY_COMPARE(plot.hovered(), 3);
    QCOMPARE(QToolTip::text(), plot.wordsOf(3));
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.placeOf(7).toPoint());
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.placeOf(3).toPoint());
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString().toStdString(), plot.trend().points[7].path);
    QCOMPARE(asked[0][1].toString().toStdString(), plot.trend().points[3].path);
  }

  void the_line_is_that_of_the_document_until_another_is_chosen() {
    ProfileSession other = recorded(20, 1'000'000);
    other.variants[0].pipeline_name = "Another";
    other.variants[0].pipeline_path = "/pipelines/another.lbp";
    add(other);
    add(recorded(1, 8'000'000));
    document_->adopt(Graph(), "/pipelines/soft.lbp");
    present();
    QTRY_COMPARE(panel_->chooser().currentText(), QString("Soft, photo.png (1)"));
    ComboButton& chooser = panel_->chooser();
    QTest::keyClick(&chooser, Qt::Key_Space);
    QTRY_VERIFY(chooser.menu()->isVisible());
    QTest::keyClick(chooser.menu(), Qt::Key_Up);
    QTest::keyClick(chooser.menu(), Qt::Key_Return);
    QCOMPARE(panel_->plot().trend().pipeline, std::string("Another"));
    add(recorded(2, 8'000'000));
    QTRY_COMPARE(panel_->trends()[1].points.size(), size_t{2});
    QCOMPARE(panel_->plot().trend().pipeline, std::string("Another"));
  }

  void the_report_is_for_the_window_to_save() {
    addSeries();
    present();
    QTRY_VERIFY(save_->isEnabled());
    QSignalSpy asked(save_.get(), &QAction::triggered);
    QTest::mouseClick(panel_->findChild<QPushButton*>("saveReportButton"), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QVERIFY(panel_->report().find("blur.sigma: 2.5") != std::string::npos);
  }

 private:
  void add(const ProfileSession& session) { QVERIFY(store_->add(session).ok()); }
  // Five days, then four with a wider blur.
  void addSeries() {
    for (int day = 1; day < 10; ++day) {
      ProfileSession session = recorded(day, day < 6 ? 8'000'000 : 12'000'000);
      QString pipeline = QString::fromStdString(session.variants[0].pipeline);
      if (day > 5) pipeline.replace(R"("sigma": 2.5)", R"("sigma": 9)");
      session.variants[0].pipeline = pipeline.toStdString();
      add(session);
    }
  }
  void present() { control_helpers::present(*panel_, QSize(1200, 300)); }

  OperatorRegistry registry_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<QAction> save_;
  std::unique_ptr<TrendPanel> panel_;
};

QTEST_MAIN(TestTrends)
#include "test_trends.moc"
