#include <QtTest>
#include <QtWidgets>

#include "engine/graph/chain.h"
#include "engine/operators/builtin.h"
#include "tests/ui/control_helpers.h"
#include "tests/ui/session_library.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/segments.h"
#include "ui/profile/compare_panel.h"
#include "ui/profile/compare_plots.h"
#include "ui/profile/compare_table.h"
#include "ui/profile/histogram_plot.h"
#include "ui/profile/rounds_plot.h"
#include "ui/profile/sentence_list.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

// The pipeline of the recorded sessions, open in the window.
Graph soft_graph() {
  Graph graph = photo_chain({node("blur", "gaussian_blur"), node("sharpen", "unsharp_mask")});
  return graph;
}

}  // namespace

class TestCompare : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    qputenv("XDG_DATA_HOME", data_.path().toUtf8());
    Theme::instance().apply(*qApp);
    register_builtin(registry_);
  }

  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    store_ = std::make_unique<SessionStore>(folder_->filePath("sessions"));
    document_ = std::make_unique<Document>(registry_);
    document_->adopt(soft_graph(), "/pipelines/soft.lbp");
    panel_ = std::make_unique<ComparePanel>(*document_, *store_);
  }
  void cleanup() { panel_.reset(); }

  void without_sessions_it_says_so() {
    present();
    QCOMPARE(words(), QString("No session has been recorded yet."));
    QVERIFY(!panel_->baseChooser().isEnabled());
    add(recorded(1, 8'000'000));
    QTRY_COMPARE(words(), QString("Choose a session for the base."));
  }

  void the_newest_two_are_compared_by_themselves() {
    add(recorded(1, 8'000'000));
    add(recorded(2, 9'000'000));
    present();
    QTRY_VERIFY(panel_->outcome());
    QVERIFY2(words().startsWith("Slower by 10.0 %\n10.0 to 11.0 ms median wall"), qPrintable(words()));
    QTRY_VERIFY2(words().endsWith("Outputs\nresult: identical"), qPrintable(words()));
    QCOMPARE(panel_->findChild<ElidedLabel*>("compareGround")->text(), QString("same machine, same build"));
    add(recorded(3, 8'000'000));  // another one comes in
    QTRY_VERIFY2(words().startsWith("Faster by 9.0 %"), qPrintable(words()));
  }

  void sides_are_chosen_by_mouse_and_keys() {
    add(recorded(1, 8'000'000));
    add(recorded(2, 9'000'000));
    add(recorded_pair(3, 8'000'000, 8'000'000));
    present();
    QTRY_VERIFY(panel_->outcome());
    QCOMPARE(panel_->outcome()->diff.pairing, Pairing::kInterleaved);
    QVERIFY2(words().startsWith("No difference shown"), qPrintable(words()));

    ComboButton& base = panel_->baseChooser();
    QCOMPARE(base.count(), 4);
    QTest::mouseClick(&base, Qt::LeftButton);
    QTRY_VERIFY(base.menu()->isVisible());
    QTest::mouseClick(base.menu(), Qt::LeftButton, {}, base.menu()->actionGeometry(base.menu()->actions()[3]).center());
    QTRY_VERIFY(panel_->outcome());
    QCOMPARE(panel_->outcome()->diff.pairing, Pairing::kSeparate);

    ComboButton& current = panel_->currentChooser();
    current.setFocus();
    QTest::keyClick(&current, Qt::Key_Space);
    QTRY_VERIFY(current.menu()->isVisible());
    QTest::keyClick(current.menu(), Qt::Key_Down);
    QTest::keyClick(current.menu(), Qt::Key_Return);
    QTRY_VERIFY2(words().startsWith("Slower by 10.0 %"), qPrintable(words()));

    auto* swap = panel_->findChild<QAbstractButton*>("compareSwap");
    swap->setFocus();
    QTest::keyClick(swap, Qt::Key_Space);
    QTRY_VERIFY2(words().startsWith("Faster by 9.0 %"), qPrintable(words()));
    QTest::mouseClick(swap, Qt::LeftButton);
    QTRY_VERIFY2(words().startsWith("Slower by 10.0 %"), qPrintable(words()));
    add(recorded(4, 20'000'000));  // what was chosen stays
    QTRY_VERIFY(panel_->outcome());
    QVERIFY(words().startsWith("Slower by 10.0 %"));
  }

  void other_panels_choose() {
    const QString first = add(recorded(1, 8'000'000));
    const QString second = add(recorded(2, 9'000'000));
    const QString pair = add(recorded_pair(3, 8'000'000, 10'000'000));
    present();
    panel_->compare(first, second);
    QTRY_VERIFY2(words().startsWith("Slower by 10.0 %"), qPrintable(words()));
    panel_->setCurrent(first);
    QTRY_COMPARE(words(), QString("Both are the same session. Choose another for one of them."));
    panel_->setBase(second);
    QTRY_VERIFY2(words().startsWith("Faster by 9.0 %"), qPrintable(words()));
    panel_->compare(pair, pair);
    QTRY_VERIFY2(words().startsWith("Slower by 19.9 %"), qPrintable(words()));
    panel_->compare(first, first);
    QTRY_VERIFY2(words().contains("nothing to compare with"), qPrintable(words()));
    QVERIFY(store_->remove(first).ok());
    QTRY_VERIFY(!words().contains("nothing to compare with"));
  }

  void the_table_lists_what_made_the_difference() {
    showDifference();
    const CompareModel& model = panel_->table().rows();
    const auto text = [&](int row, CompareColumn column) {
      return model.index(row, static_cast<int>(column)).data().toString();
    };
    QCOMPARE(text(0, CompareColumn::kNode), QString("Whole run"));
    QCOMPARE(text(1, CompareColumn::kNode), document_->titleOf("blur"));
    QCOMPARE(text(1, CompareColumn::kBase), QString("8.00"));
    QCOMPARE(text(1, CompareColumn::kNew), QString("9.00"));
    QCOMPARE(text(1, CompareColumn::kDelta), QString("+1.00"));
    QCOMPARE(text(1, CompareColumn::kPlot), QString("+12.5 %"));
    QCOMPARE(text(1, CompareColumn::kVerdict), QString("slower"));
    QVERIFY(control_helpers::hasColor(*panel_->table().viewport(), Theme::tokens().slower));
    panel_->table().setFocus();
    QTest::keySequence(&panel_->table(), QKeySequence::Copy);
    QVERIFY(QApplication::clipboard()->text().contains("blur"));
  }

  void the_selection_goes_both_ways() {
    showDifference();
    document_->setSelection({"sharpen"}, "sharpen");
    QCOMPARE(panel_->table().current()->id, NodeId("sharpen"));
    CompareTable& table = panel_->table();
    const QModelIndex blur = table.rows().index(table.rows().indexOf("blur"), 0);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(blur).center());
    QCOMPARE(document_->currentNode(), NodeId("blur"));
    QTest::keyClick(&table, Qt::Key_Down);
    QVERIFY(document_->currentNode() != "blur");
    QTest::keyClick(&table, Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(table.current()->kind, CompareRowKind::kWhole);
  }

  void the_plots_show_the_whole_or_the_row() {
    showDifference();
    ComparePlots& plots = panel_->plots();
    QCOMPARE(plots.title(), QString("Wall time of a round"));
    QVERIFY(std::abs(plots.histogram().histogram()->base.median_ms - 10.05) < 1e-6);
    QTest::mouseClick(plots.choice().segment(1), Qt::LeftButton);
    document_->setSelection({"blur"}, "blur");
    QCOMPARE(plots.title(), document_->titleOf("blur") + ", self time");
    QVERIFY(std::abs(plots.histogram().histogram()->base.median_ms - 8) < 1e-6);
    QCOMPARE(plots.rounds().count(), 30);
    document_->setSelection({"photo"}, "photo");
    QCOMPARE(plots.title(), document_->titleOf("photo") + ": cached");
    QCOMPARE(plots.rounds().count(), 0);
    QVERIFY(!plots.histogram().histogram());
    plots.choice().segment(1)->setFocus();
    QTest::keyClick(plots.choice().segment(1), Qt::Key_Left);
    QCOMPARE(plots.title(), QString("Wall time of a round"));
  }

  void the_plots_are_read_by_mouse_and_keys() {
    ProfileSession current = recorded(2, 9'000'000);
    current.variants[0].pictures[0].wall_ns[4] += 5'000'000;  // an outlier
    current.variants[0].pictures[0].unattributed_ns[4] += 5'000'000;
    add(recorded(1, 8'000'000));
    add(current);
    present();
    QTRY_VERIFY(panel_->outcome());
    RoundsPlot& rounds = panel_->plots().rounds();
    QCOMPARE(rounds.currentOutliers(), std::vector<size_t>{4});
    rounds.setFocus();
    QTest::keyClick(&rounds, Qt::Key_Home);
    for (int i = 0; i < 4; ++i) QTest::keyClick(&rounds, Qt::Key_Right);
    QVERIFY2(rounds.accessibleDescription().startsWith("Round 5: base 10.1 ms; new 16.1 ms, an outlier, kept"),
             qPrintable(rounds.accessibleDescription()));
    QCOMPARE(QToolTip::text(), rounds.wordsOf(4));
    QTest::mouseClick(&rounds, Qt::LeftButton, {}, QPoint(rounds.width() - 14, rounds.height() / 2));
    QCOMPARE(rounds.current(), 29);
    QVERIFY(control_helpers::hasColor(rounds, Theme::tokens().accent));

    HistogramPlot& histogram = panel_->plots().histogram();
    QCOMPARE(histogram.histogram()->current.above_ms.size(), size_t{1});
    histogram.setFocus();
    QTest::keyClick(&histogram, Qt::Key_End);
    QVERIFY(histogram.accessibleDescription().contains("of 30"));
    QCOMPARE(QToolTip::text(), histogram.wordsOf(histogram.count() - 1));
    QVERIFY(histogram.accessibleDescription().endsWith("0 and 1 rounds lie beyond the bins"));
    QTest::mouseMove(&histogram, QPoint(histogram.width() / 2, histogram.height() / 2));
    QTRY_VERIFY(histogram.hovered() > 0);
  }

  void what_makes_it_doubtful_is_said() {
    ProfileSession elsewhere = recorded(2, 9'000'000, 6);
    elsewhere.machine.cpu_name = "Another processor";
    elsewhere.variants[0].pictures[0].inputs[0].hash = "4567";
    add(recorded(1, 8'000'000));
    add(elsewhere);
    present();
    QTRY_VERIFY(panel_->outcome());
    for (const char* part : {"Machine: processor: Some processor to Another processor", "the machines differ",
                             "the pictures differ", "only 6 rounds"}) {
      QVERIFY2(words().contains(part), qPrintable(words()));
    }
    QCOMPARE(panel_->findChild<ElidedLabel*>("compareGround")->text(),
             QString("processor: Some processor to Another processor"));
  }

  void damaged_and_newer_files() {
    add(recorded(1, 8'000'000));
    std::string newer = serialize_session(recorded(2, 9'000'000));
    const size_t version = newer.find("\"version\": 1");
    QVERIFY(version != std::string::npos);
    newer.replace(version, 12, "\"version\": 9");
    write("newer.json", QByteArray::fromStdString(newer));
    write("cut.json", QByteArray::fromStdString(newer.substr(0, newer.size() / 2)));
    present();
    QTRY_VERIFY(panel_->outcome());
    QVERIFY2(words().contains("newer"), qPrintable(words()));
    const QAction* cut = panel_->baseChooser().menu()->actions().last();
    QCOMPARE(cut->text(), QString("cut.json"));
    QVERIFY(!cut->isEnabled() && !cut->toolTip().isEmpty());
    panel_->setBase(store_->folder() + "/cut.json");
    QVERIFY2(words().contains("cut.json"), qPrintable(words()));
    QVERIFY(!panel_->outcome());
  }

  void kept_pictures_are_measured() {
    ProfileSession base = recorded(1, 8'000'000);
    ProfileSession current = recorded(2, 8'000'000);
    const auto keep = [&](ProfileSession& session, const QString& name, const QColor& color) {
      QImage picture(20, 12, QImage::Format_RGB888);
      picture.fill(color);
      QVERIFY(picture.save(folder_->filePath(name)));
      session.variants[0].pictures[0].outputs[0].path = folder_->filePath(name).toStdString();
      session.variants[0].pictures[0].outputs[0].hash = name.toStdString();
    };
    keep(base, "a.png", QColor(100, 100, 100));
    keep(current, "b.png", QColor(110, 100, 100));
    add(base);
    add(current);
    present();
    QTRY_VERIFY2(words().contains("result: PSNR 32."), qPrintable(words()));
    QVERIFY(words().contains("largest difference 0.039"));
    QVERIFY(QFile::remove(folder_->filePath("b.png")));
    panel_->swapSides();
    QTRY_VERIFY2(words().contains("how far is unknown"), qPrintable(words()));
    QVERIFY(words().contains("b.png"));
  }

  void a_hidden_panel_computes_nothing() {
    add(recorded(1, 8'000'000));
    add(recorded(2, 9'000'000));
    QVERIFY(!panel_->isComputing() && !panel_->outcome());
    present();
    QTRY_VERIFY(panel_->outcome());
    QTRY_VERIFY(!panel_->isComputing());
    panel_->hide();
    panel_->swapSides();
    QVERIFY(!panel_->isComputing());
    panel_->show();
    QTRY_VERIFY2(words().startsWith("Faster"), qPrintable(words()));
  }

  void the_parts_stand_beside_or_below_each_other() {
    showDifference();
    const QWidget& table = panel_->table();
    const QWidget& plots = panel_->plots();
    const auto left = [this](const QWidget& widget) { return widget.mapTo(panel_.get(), QPoint()).x(); };
    const auto top = [this](const QWidget& widget) { return widget.mapTo(panel_.get(), QPoint()).y(); };
    QTRY_VERIFY(left(plots) >= left(table) + table.width() && top(plots) == top(table));
    panel_->resize(420, 700);
    QTRY_VERIFY(top(plots) >= top(table) + table.height());
    QCOMPARE(left(plots), left(table));
  }

 private:
  QString add(const ProfileSession& session) {
    const Result<QString> path = store_->add(session);
    return path ? *path : QString();
  }
  void write(const QString& name, const QByteArray& bytes) {
    QFile file(store_->folder() + '/' + name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
  }
  void present() { control_helpers::present(*panel_, QSize(1500, 420)); }
  QString words() const { return panel_->summary().text(); }
  void showDifference() {
    add(recorded(1, 8'000'000));
    add(recorded(2, 9'000'000));
    present();
    QTRY_VERIFY(panel_->outcome());
  }

  QTemporaryDir data_;  // without a calibration
  OperatorRegistry registry_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<SessionStore> store_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<ComparePanel> panel_;
};

QTEST_MAIN(TestCompare)
#include "test_compare.moc"
