// "If it were twice as fast": in the list beside the timeline, and in the inspector's words.
#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "tests/ui/profile_fixture.h"
#include "ui/inspector/what_if_row.h"
#include "ui/profile/what_if_list.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

class TestWhatIfList : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    Theme::instance().apply(*qobject_cast<QApplication*>(qApp));
    register_builtin(registry_);
  }

  void init() {
    document_ = std::make_unique<Document>(registry_);
    document_->adopt(profile_graph());
    list_ = std::make_unique<WhatIfList>(*document_);
    list_->resize(list_->sizeHint().width(), 220);
    list_->setRun(profile_report());
    list_->show();
  }
  void cleanup() {
    list_.reset();
    document_.reset();
  }

  // The pass takes 5 of 12 ms, 3 of them exposure; blur 3, the file 2.
  void the_greatest_gain_comes_first_and_members_below_their_pass() {
    QStringList titles, walls;
    for (int row = 0; row < model().rowCount(); ++row) {
      titles << list_->titleOf(row);
      walls << model().index(row, 0).data(Qt::UserRole).toString();
    }
    QCOMPARE(titles, (QStringList{"Fused pass", "Exposure", "Gamma", "Gaussian blur", "Input"}));
    QCOMPARE(walls, (QStringList{"9.5", "≈ 10.5", "≈ 11.0", "10.5", "11.0"}));
  }

  void each_row_says_what_it_means() {
    QVERIFY2(list_->factsOf(0).contains("Exposure + Gamma") && list_->factsOf(0).contains("Took 5.0 ms of 12.0 ms"),
             qPrintable(list_->factsOf(0)));
    QVERIFY(list_->factsOf(1).contains("a sampled share of its pass"));
    QVERIFY(list_->factsOf(3).contains("would take 10.5 ms, 1.5 ms less"));
    QCOMPARE(model().index(3, 0).data(Qt::AccessibleDescriptionRole).toString(), list_->factsOf(3));
  }

  void a_click_chooses_the_nodes() {
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, placeOf(3));
    QCOMPARE(document_->selection(), std::vector<NodeId>{"blur"});
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, placeOf(0));
    QCOMPARE(document_->selection(), (std::vector<NodeId>{"exposure", "gamma"}));
    QCOMPARE(view().currentIndex().row(), 0);
  }

  void keys_walk_through_the_rows() {
    QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, placeOf(3));
    QTest::keyClick(&view(), Qt::Key_Down);
    QCOMPARE(document_->currentNode(), NodeId("photo"));
    QTest::keyClick(&view(), Qt::Key_Home);
    QCOMPARE(document_->selection().size(), size_t{2});
    QTest::keyClick(&view(), Qt::Key_Down);
    QCOMPARE(document_->selection(), std::vector<NodeId>{"exposure"});
  }

  void what_is_chosen_elsewhere_is_chosen_here() {
    document_->setSelection({"gamma"}, "gamma");
    QCOMPARE(view().currentIndex().row(), 2);
    document_->setSelection({"exposure", "gamma"}, "gamma");
    QCOMPARE(view().currentIndex().row(), 0);
    document_->setSelection({"idle"}, "idle");  // which has no time of this run
    QVERIFY(view().selectionModel()->selectedIndexes().isEmpty());
    QCOMPARE(document_->currentNode(), NodeId("idle"));
  }

  // The upload lies beside the pass, and nothing waits for it.
  void what_gains_nothing_is_said() {
    QVERIFY(foot().isHidden());
    list_->setRun(with_transfer(profile_report()));
    QCOMPARE(foot().text(), QString("Off the critical path: no gain"));
    QVERIFY(!foot().isHidden());
    const int last = model().rowCount() - 1;
    QCOMPARE(list_->titleOf(last), QString("Transfers"));
    QCOMPARE(model().index(last, 0).data(Qt::UserRole).toString(), QString("12.0"));
    QVERIFY(list_->factsOf(last).contains("nothing would be gained"));
    list_->setRun(RunReport());
    QCOMPARE(foot().text(), QString("Nothing was computed in this run"));
  }

  void the_end_of_the_wall_shows_in_both_themes() {
    for (const ThemeMode mode : {ThemeMode::kDark, ThemeMode::kLight}) {
      Theme::instance().setMode(mode);
      const QImage picture = list_->grab().toImage();
      const QPoint middle = view().viewport()->mapTo(list_.get(), placeOf(3));
      int ticks = 0;
      for (int x = 0; x < picture.width(); ++x) ticks += picture.pixelColor(x, middle.y()) == Theme::tokens().text3;
      QVERIFY(ticks > 40);  // the bar
    }
  }

  void words_of_the_inspector_data() {
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("words");
    QTest::newRow("by itself") << "blur"
                               << "2× faster here: 12.0 to 10.5 ms";
    QTest::newRow("a member") << "gamma"
                              << "2× faster here: ≈ 12.0 to 11.0 ms, its pass: 9.5 ms";
    QTest::newRow("not computed") << "idle"
                                  << "";
  }
  void words_of_the_inspector() {
    QFETCH(QString, node);
    QFETCH(QString, words);
    QCOMPARE(whatIfWords(what_if(profile_graph(), profile_report()), node.toStdString()), words);
  }

  // 12 ms and 12 ms less half of 20 µs.
  void words_of_a_small_gain_have_more_figures() {
    RunReport report = profile_report();
    report.trace.steps[2].end_ns = report.trace.steps[2].start_ns + 20'000;
    report.nodes[3].self_ns = 20'000;
    QCOMPARE(whatIfWords(what_if(profile_graph(), report), "blur"), QString("2× faster here: 12.00 to 11.99 ms"));
  }

 private:
  QListView& view() { return list_->view(); }
  QAbstractItemModel& model() { return *view().model(); }
  QPoint placeOf(int row) { return view().visualRect(model().index(row, 0)).center(); }
  QLabel& foot() { return *list_->findChild<QLabel*>("whatIfFoot"); }

  OperatorRegistry registry_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<WhatIfList> list_;
};

QTEST_MAIN(TestWhatIfList)
#include "test_what_if_list.moc"
