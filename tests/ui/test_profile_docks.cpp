#include <QtTest>
#include <QtWidgets>

#include "engine/profile/chrome_trace.h"
#include "tests/engine/sample_session.h"
#include "tests/ui/profile_fixture.h"
#include "tests/ui/window_home.h"
#include "ui/controls/search_field.h"
#include "ui/controls/segments.h"
#include "ui/core/session_store.h"
#include "ui/profile/compare_panel.h"
#include "ui/profile/compare_table.h"
#include "ui/profile/flame_view.h"
#include "ui/profile/open_trace.h"
#include "ui/profile/profile_model.h"
#include "ui/profile/profile_table.h"
#include "ui/profile/summary_line.h"
#include "ui/profile/timeline_panel.h"
#include "ui/profile/timeline_view.h"
#include "ui/profile/trace_banner.h"
#include "ui/profile/trend_panel.h"
#include "ui/profile/trend_plot.h"
#include "ui/profile/what_if_list.h"
#include "ui/window/file_commands.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/profile_docks.h"
#include "ui/window/session_commands.h"
#include "ui/window/trace_commands.h"
#include "ui/window/window_actions.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

constexpr const char* kPipeline = R"json({
  "format": "lightbench.pipeline", "version": 1,
  "nodes": [
    {"id": "pattern", "type": "test_pattern", "params": {"width": 640, "height": 480}, "position": [0, 0]},
    {"id": "blur", "type": "gaussian_blur", "params": {"sigma": 12}, "position": [220, 0]},
    {"id": "median", "type": "median", "params": {"radius": 2}, "position": [440, 0]},
    {"id": "side", "type": "invert", "position": [220, 200]},
    {"id": "result", "type": "output", "params": {"path": "out.png"}, "position": [660, 0]}
  ],
  "links": [
    {"from": "pattern.image", "to": "blur.image"}, {"from": "blur.image", "to": "median.image"},
    {"from": "pattern.image", "to": "side.image"}, {"from": "median.image", "to": "result.image"}
  ]
})json";

// Answers the next file dialogue with a path.
class FileAnswer : public QObject {
 public:
  explicit FileAnswer(const QString& path) {
    connect(&poll_, &QTimer::timeout, this, [this, path] {
      QWidget* dialog = QApplication::activeModalWidget();
      if (dialog == nullptr || !dialog->isVisible()) return;
      auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
      poll_.stop();
      name->setText(path);
      QTest::keyClick(name, Qt::Key_Return);
    });
    poll_.start(20);
  }

 private:
  QTimer poll_;
};

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// That of the fixture once more, 20 ms later.
Trace later_run() {
  Trace run = profile_report().trace;
  for (int64_t* time : {&run.start_ns, &run.end_ns}) *time += 20 * kMs;
  for (Span& span : run.steps) span.start_ns += 20 * kMs, span.end_ns += 20 * kMs;
  for (WorkerSpan& span : run.workers) span.start_ns += 20 * kMs, span.end_ns += 20 * kMs;
  for (MemorySample& sample : run.memory) sample.at_ns += 20 * kMs;
  return run;
}

}  // namespace

class TestProfileDocks : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { home_.prepare(); }

  void init() {
    home_.forgetSettings();
    home_.engine->cache.clear();
    folder_ = std::make_unique<QTemporaryDir>();
    makeWindow();
    const QString path = folder_->filePath("four.lbp");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(kPipeline) > 0);
    file.close();
    QVERIFY(window_->files().open(path));
    QVERIFY(window_->bridge().waitIdle(30000));
  }
  void cleanup() { window_.reset(); }

  void tabs_and_keys_change_the_panel() {
    QVERIFY(isOnTop(docks().timelineDock));
    auto* tabs = docks().timelineDock->titleBarWidget()->findChild<QTabBar*>();
    QTRY_COMPARE(tabs->count(), 6);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
    QTRY_VERIFY(isOnTop(docks().tableDock));
    auto* others = docks().tableDock->titleBarWidget()->findChild<QTabBar*>();
    QCOMPARE(others->currentIndex(), 1);
    others->setFocus();
    QTest::keyClick(others, Qt::Key_Right);
    QTRY_VERIFY(isOnTop(docks().flameDock));
    QTest::keyClick(window_.get(), Qt::Key_F4);
    QTRY_VERIFY(isOnTop(docks().timelineDock));
    QTRY_VERIFY(docks().timeline->view().hasFocus());
    docks().flameDock->close();
    QTRY_COMPARE(tabs->count(), 5);
    QTest::keyClick(window_.get(), Qt::Key_F12);
    QTRY_VERIFY(isOnTop(docks().flameDock));
    QTRY_COMPARE(tabs->count(), 6);
  }

  void selection_goes_both_ways() {
    Document& document = window_->document();
    TimelineView& timeline = docks().timeline->view();
    document.setSelection({"median"}, "median");
    QVERIFY(timeline.wordsOf(timeline.current()).startsWith(document.titleOf("median")));
    const SpanRef blur = spanOf("blur");
    QTest::mouseClick(timeline.viewport(), Qt::LeftButton, {}, timeline.rectOf(blur).center().toPoint());
    QCOMPARE(document.currentNode(), NodeId("blur"));
    timeline.setFocus();
    QTest::keyClick(&timeline, Qt::Key_F);  // the timeline's, not the graph's
    QVERIFY(!timeline.axis().isWhole());

    QTest::keyClick(window_.get(), Qt::Key_F6);
    QTRY_VERIFY(isOnTop(docks().tableDock));
    QTableView& table = docks().table->view();
    QTRY_COMPARE(table.selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table.selectionModel()->selectedRows()[0].data().toString(), document.titleOf("blur"));
    const QModelIndex row = rowOf("side");
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(row).center());
    QCOMPARE(document.currentNode(), NodeId("side"));
    QTest::keyClick(&table, Qt::Key_PageUp);
    QVERIFY(!document.currentNode().empty() && document.currentNode() != "side");

    QTest::keyClick(window_.get(), Qt::Key_F12);
    QTRY_VERIFY(isOnTop(docks().flameDock));
    FlameView& flame = *docks().flame;
    const auto block = blockOf("median");
    QTest::mouseClick(&flame, Qt::LeftButton, {}, flame.rectOf(block).center().toPoint());
    QCOMPARE(document.currentNode(), NodeId("median"));
    document.setSelection({"blur"}, "blur");
    QCOMPARE(flame.blocks()[static_cast<size_t>(flame.current())].nodes, std::vector<NodeId>{"blur"});
  }

  void the_flame_view_is_walked_and_zoomed_by_keys() {
    QTest::keyClick(window_.get(), Qt::Key_F12);
    FlameView& flame = *docks().flame;
    QTRY_VERIFY(flame.hasFocus());
    window_->document().setSelection({});
    QTest::keyClick(&flame, Qt::Key_Down);
    QTest::keyClick(&flame, Qt::Key_Down);
    const int first = flame.current();
    QVERIFY(flame.blocks()[static_cast<size_t>(first)].depth >= 1);
    const QString words = flame.wordsOf(first);
    QVERIFY2(words.contains("of wall") || words.contains("busy for"), qPrintable(words));
    QTest::keyClick(&flame, Qt::Key_Up);
    QTest::keyClick(&flame, Qt::Key_Return);
    QVERIFY(flame.zoomed() > 0);
    QVERIFY(std::abs(flame.rectOf(flame.zoomed()).width() - (flame.width() - 24)) < 1);
    QTest::keyClick(&flame, Qt::Key_Escape);
    QCOMPARE(flame.zoomed(), 0);
    QTest::mouseDClick(&flame, Qt::LeftButton, {}, flame.rectOf(first).center().toPoint());
    QVERIFY(flame.zoomed() > 0);
    savePictures("flame");
  }

  void the_table_sorts_numbers_and_keeps_the_unknown_last() {
    showTable();
    QTableView& table = docks().table->view();
    const auto self = [&] {
      std::vector<double> known;
      bool unknown_seen = false;
      for (int row = 0; row < table.model()->rowCount(); ++row) {
        const QVariant value = table.model()->index(row, 2).data(kSortRole);
        if (!value.isValid()) {
          unknown_seen = true;
          if (table.model()->index(row, 2).data() != QString(QChar(0x2013))) return std::vector<double>();
        } else if (unknown_seen) {
          return std::vector<double>();
        } else {
          known.push_back(value.toDouble());
        }
      }
      return unknown_seen ? known : std::vector<double>();
    };
    std::vector<double> values = self();
    QVERIFY(values.size() >= 3);
    QVERIFY(std::is_sorted(values.rbegin(), values.rend()));
    QHeaderView* head = table.horizontalHeader();
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, QPoint(head->sectionViewportPosition(2) + 20, 10));
    values = self();
    QVERIFY(values.size() >= 3);
    QVERIFY(std::is_sorted(values.begin(), values.end()));
    savePictures("table");
  }

  void the_filter_hides_rows_and_keeps_the_selection() {
    showTable();
    window_->document().setSelection({"median"}, "median");
    QTableView& table = docks().table->view();
    const int all = table.model()->rowCount();
    QTest::keyClicks(&docks().table->filter(), "GAUSS");
    QCOMPARE(table.model()->rowCount(), 1);
    QVERIFY(all > 1);
    QCOMPARE(window_->document().currentNode(), NodeId("median"));
    QTest::keyClick(&docks().table->filter(), Qt::Key_Escape);
    QCOMPARE(table.model()->rowCount(), all);
    QCOMPARE(table.selectionModel()->selectedRows().size(), 1);
  }

  void the_table_is_exported_as_shown() {
    showTable();
    const QString path = folder_->filePath("table.csv");
    FileAnswer answer(path);
    QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
    const QList<QByteArray> lines = contents(path).split('\n');
    QVERIFY(lines.size() > 5);
    QVERIFY(lines[0].startsWith("id,node,type,self_ms,"));
    QCOMPARE(lines[1].split(',').size(), lines[0].split(',').size());
    QVERIFY(lines[1].split(',')[3].toDouble() > 0);
    QVERIFY(window_->messages().text().contains("table.csv"));
    FileAnswer nowhere("/nonexistent/table.csv");
    docks().table->findChild<QAbstractButton*>("exportCsvButton")->click();
    QVERIFY2(window_->messages().text().contains("/nonexistent"), qPrintable(window_->messages().text()));
  }

  void csv_fields_are_quoted() {
    ProfileRow row;
    row.id = "a";
    row.name = "Say \"no\", twice";
    row.why = "two\nlines";
    row.self_ms = 1.5;
    const QByteArray csv = profileCsv({&row});
    QVERIFY(csv.contains("\r\na,\"Say \"\"no\"\", twice\",,1.500000,,false,,,,,,,,\"two\nlines\"\r\n"));
  }

  void traces_go_out_and_come_in() {
    const QString path = folder_->filePath("run.json");
    {
      FileAnswer answer(path);
      QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    }
    QVERIFY(read_chrome_trace(contents(path).toStdString()).ok());
    TimelinePanel& panel = *docks().timeline;
    QVERIFY(!window_->actions().closeTrace->isEnabled());
    activate();
    {
      FileAnswer answer(path);
      QTest::keyClick(window_.get(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    }
    QVERIFY2(docks().trace->trace(), qPrintable(window_->messages().text()));
    QVERIFY(panel.findChild<TraceBanner*>()->text().startsWith("run.json, read-only"));
    QVERIFY(panel.note().contains("run.json"));
    QCOMPARE(panel.view().timeline()->lanes[0].name, QString("steps"));
    QVERIFY(!panel.view().timeline()->memory.empty());
    // It is looked at, no more: a click chooses nothing, and a run does not take its place.
    window_->document().setSelection({"blur"}, "blur");
    panel.view().setFocus();
    QTest::keyClick(&panel.view(), Qt::Key_Right);
    QCOMPARE(window_->document().currentNode(), NodeId("blur"));
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QVERIFY(window_->bridge().waitIdle(30000));
    QVERIFY(panel.view().timeline()->from_file);
    QTest::mouseClick(panel.findChild<QPushButton*>("closeTraceButton"), Qt::LeftButton);
    QVERIFY(!docks().trace->trace());
    QCOMPARE(panel.view().timeline()->lanes[0].name, QString("CPU 0"));
  }

  // Table and flame view show the trace that is open too, by names; nothing in it can be chosen.
  void an_open_trace_is_in_every_panel() {
    const QString path = folder_->filePath("fixture.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(chrome_trace_json({profile_report().trace, later_run()})));
    file.close();
    window_->document().setSelection({"blur"}, "blur");
    QVERIFY(window_->traces().open(path));
    showTable();
    QTableView& table = docks().table->view();
    QStringList names;
    for (int row = 0; row < table.model()->rowCount(); ++row) names << table.model()->index(row, 0).data().toString();
    QCOMPARE(names, QStringList({"gamma", "blur", "photo"}));
    QCOMPARE(table.model()->index(0, 2).data().toString(), QString("10.0"));  // two runs of 5 ms
    QCOMPARE(table.model()->index(0, 4).data().toString(), QString("16.0"));
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(1, 0)).center());
    QTest::keyClick(&table, Qt::Key_Down);
    QCOMPARE(window_->document().currentNode(), NodeId("blur"));
    QVERIFY(docks().table->csv().contains("gamma,exposure + gamma,10.000000"));
    savePictures("table_trace");

    QTest::keyClick(window_.get(), Qt::Key_F12);
    QTRY_VERIFY(isOnTop(docks().flameDock));
    FlameView& flame = *docks().flame;
    QTRY_VERIFY(flame.blocks().size() > 5);
    QCOMPARE(flame.blocks()[0].kind, FlameKind::kWhole);
    QCOMPARE(flame.blocks()[1].kind, FlameKind::kThread);
    QVERIFY(flame.rectOf(0).top() > flame.findChild<TraceBanner*>()->geometry().bottom());
    QTest::mouseClick(&flame, Qt::LeftButton, {}, flame.rectOf(1).center().toPoint());
    QCOMPARE(flame.current(), 1);
    QTest::keyClick(&flame, Qt::Key_Down);
    QCOMPARE(flame.blocks()[static_cast<size_t>(flame.current())].kind, FlameKind::kEvent);
    QCOMPARE(window_->document().currentNode(), NodeId("blur"));
    savePictures("flame_trace");
    QTest::mouseClick(flame.findChild<QPushButton*>("closeTraceButton"), Qt::LeftButton);
    QVERIFY(!docks().trace->trace());
    QVERIFY(blockOf("blur") > 0);
    QVERIFY(rowOf("blur").isValid());
    QVERIFY(flame.findChild<TraceBanner*>()->isHidden());
  }

  // How pictures were exported, with the file that was written; kept as a file like that of a run.
  void an_export_can_be_looked_at() {
    QVERIFY(!window_->actions().showExport->isEnabled());
    window_->bridge().exportOutputs();
    QVERIFY(window_->bridge().waitIdle(30000));
    QVERIFY(QFile::exists(folder_->filePath("out.png")));
    QVERIFY(window_->actions().showExport->isEnabled());
    window_->actions().showExport->trigger();
    const Timeline& timeline = *docks().timeline->view().timeline();
    QVERIFY(docks().timeline->note().contains("Last export"));
    const auto encode = std::find_if(timeline.lanes.begin(), timeline.lanes.end(),
                                     [](const TimelineLane& lane) { return lane.name == "encode"; });
    QVERIFY(encode != timeline.lanes.end());
    const TimelineItem& written = timeline.items[static_cast<size_t>(encode->spans.at(0).item)];
    QVERIFY2(written.facts.join('\n').contains("out.png"), qPrintable(written.facts.join('\n')));
    const auto steps = std::find_if(timeline.items.begin(), timeline.items.end(),
                                    [](const TimelineItem& item) { return item.title == "run"; });
    QVERIFY(steps != timeline.items.end() && written.start_ns >= steps->end_ns);  // outside the round
    const QString path = folder_->filePath("export.json");
    {
      FileAnswer answer(path);
      QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    }
    QCOMPARE(contents(path).toStdString(), window_->bridge().exportTrace());
    activate();
    QTest::keyClick(window_.get(), Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!docks().trace->trace());
  }

  // From the edit to the sight of its result, on one axis with the run.
  void the_timeline_shows_what_the_window_did() {
    window_->document().setParam("blur", "sigma", 9.0);
    QVERIFY(window_->bridge().waitIdle(30000));
    const UiActivity& activity = window_->bridge().activity().activity();
    QTRY_VERIFY(activity.seen_ns);
    const Trace& trace = window_->bridge().report()->trace;
    QVERIFY(activity.edit_ns && *activity.edit_ns <= trace.start_ns);
    QVERIFY(*activity.seen_ns >= trace.start_ns);
    const auto has = [&](UiWork work) {
      return std::any_of(activity.spans.begin(), activity.spans.end(),
                         [work](const UiSpan& span) { return span.work == work; });
    };
    QVERIFY(has(UiWork::kEdit) && has(UiWork::kTake) && has(UiWork::kConversion) && has(UiWork::kViewer));
    const Timeline& timeline = *docks().timeline->view().timeline();
    const auto lane = std::find_if(timeline.lanes.begin(), timeline.lanes.end(),
                                   [](const TimelineLane& each) { return each.name == "UI"; });
    QVERIFY(lane != timeline.lanes.end());
    QCOMPARE(timeline.items[static_cast<size_t>(lane->spans[0].item)].title, QString("edit"));
    QVERIFY(timeline.first_ns < 0);
    QVERIFY2(docks().timeline->note().contains("after the edit"), qPrintable(docks().timeline->note()));
    const QString path = folder_->filePath("ui.json");
    {
      FileAnswer answer(path);
      QTest::keyClick(window_.get(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    }
    QVERIFY(contents(path).contains("\"UI\""));
    QVERIFY(contents(path).contains("paint viewer"));
    // Computed again without an edit: from the run on.
    activate();
    QTest::keyClick(window_.get(), Qt::Key_F5);
    QVERIFY(window_->bridge().waitIdle(30000));
    QVERIFY(!activity.edit_ns);
    QVERIFY(!activity.latency_ns());
  }

  void bad_traces_are_told_and_change_nothing() {
    QFile file(folder_->filePath("half.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(chrome_trace_json({profile_report().trace})).left(300));
    file.close();
    QVERIFY(!window_->traces().open(file.fileName()));
    QVERIFY2(window_->messages().text().contains("ends in the middle"), qPrintable(window_->messages().text()));
    QVERIFY(window_->messages().text().contains("half.json"));
    QVERIFY(!docks().trace->trace());
    QVERIFY(!window_->traces().open(folder_->filePath("gone.json")));
    QVERIFY(window_->messages().text().contains("gone.json"));
  }

  void the_sums_are_under_the_timeline() {
    const SummaryLine& line = docks().timeline->summary();
    QVERIFY2(line.text().contains("ms wall"), qPrintable(line.text()));
    QVERIFY(line.text().contains("critical path"));
    QVERIFY(line.text().contains("peak memory"));
    QVERIFY(!line.explanationAt(QPoint(20, 10)).isEmpty());
    for (int run = 0; run < 3; ++run) {
      window_->bridge().run();
      QVERIFY(window_->bridge().waitIdle(30000));
    }
    QVERIFY2(line.text().contains("median of"), qPrintable(line.text()));
    savePictures("timeline");
  }

  void what_would_be_gained_stands_beside_the_timeline() {
    window_->resize(1200, 800);
    TimelinePanel& panel = *docks().timeline;
    QTRY_VERIFY(panel.whatIf().isVisible());
    QListView& rows = panel.whatIf().view();
    QCOMPARE(rows.model()->rowCount(), 3);  // pattern, blur and median ran
    rows.setFocus();
    QTest::keyClick(&rows, Qt::Key_End);
    QCOMPARE(window_->document().selection(), panel.whatIf().rows().back().nodes);
    // A file has no plan to reason with, and a narrow panel no room.
    const QString path = folder_->filePath("run.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(chrome_trace_json({profile_report().trace})));
    file.close();
    QVERIFY(window_->traces().open(path));
    QVERIFY(panel.whatIf().isHidden());
    docks().trace->close();
    QVERIFY(panel.whatIf().isVisible());
    docks().timelineDock->setFloating(true);
    docks().timelineDock->resize(500, 300);
    QTRY_VERIFY(panel.whatIf().isHidden());
  }

  void recorded_sessions_are_compared() {
    SessionStore& store = window_->sessions().store();
    for (int day = 1; day < 4; ++day) {
      ProfileSession session = sample_session(8'000'000 + day * 1'000'000);
      session.recorded = "2026-11-0" + std::to_string(day) + "T07:15:00Z";
      QVERIFY(store.add(session).ok());
    }
    QTest::keyClick(window_.get(), Qt::Key_F12, Qt::ShiftModifier);
    QTRY_VERIFY(isOnTop(docks().trendDock));
    TrendPlot& plot = docks().trends->plot();
    QTRY_COMPARE(plot.count(), 3);
    QVERIFY(plot.hasFocus());
    for (const Qt::Key key : {Qt::Key_Home, Qt::Key_Return, Qt::Key_End, Qt::Key_Return}) QTest::keyClick(&plot, key);
    QTRY_VERIFY(isOnTop(docks().compareDock));
    QTRY_VERIFY(docks().compare->outcome().has_value());
    QCOMPARE(qRound(docks().compare->outcome()->diff.base.median_ms * 1000), 11054);
    QCOMPARE(qRound(docks().compare->outcome()->diff.current.median_ms * 1000), 13054);

    QTest::keyClick(window_.get(), Qt::Key_F4);
    QTRY_VERIFY(isOnTop(docks().timelineDock));
    QTest::keyClick(window_.get(), Qt::Key_F6, Qt::ShiftModifier);
    QTRY_VERIFY(isOnTop(docks().compareDock));
    QTRY_VERIFY(docks().compare->table().hasFocus());

    const QString path = folder_->filePath("report.html");
    const FileAnswer answer(path);
    QTest::keyClick(window_.get(), Qt::Key_T, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(contents(path).startsWith("<!doctype html>"));
  }

  void the_workspace_compare_has_room_for_it() {
    fillStoreForPictures();
    auto* workspaces = window_->findChild<Segments*>("workspaces");
    QTest::mouseClick(workspaces->segment(1), Qt::LeftButton);
    QTRY_VERIFY(isOnTop(docks().compareDock));
    QTRY_VERIFY(docks().compareDock->height() > 350);
    QTRY_VERIFY(!docks().compare->isComputing());
    savePictures("compare");
    QTest::keyClick(window_.get(), Qt::Key_F12, Qt::ShiftModifier);
    QTRY_VERIFY(!docks().trends->isComputing());
    savePictures("trends");
    QTest::mouseClick(workspaces->segment(0), Qt::LeftButton);
    docks().compareDock->raise();
    savePictures("compare_low");
  }

  void the_workspace_is_kept() {
    auto* workspaces = window_->findChild<Segments*>("workspaces");
    window_->document().setSelection({"blur"}, "blur");
    const QSize size = window_->size();
    QTest::mouseClick(workspaces->segment(2), Qt::LeftButton);
    QTRY_VERIFY(isOnTop(docks().tableDock) && isOnTop(docks().timelineDock));
    QVERIFY(docks().tableDock->y() < docks().timelineDock->y());
    QCOMPARE(window_->size(), size);  // the inspector's facts are scrolled instead
    QVERIFY(window_->findChild<QDockWidget*>("libraryDock")->isHidden());
    savePictures("profile");
    QVERIFY(window_->close());
    window_.reset();
    makeWindow();
    QCOMPARE(window_->findChild<Segments*>("workspaces")->currentIndex(), 2);
    QTRY_VERIFY(isOnTop(docks().tableDock) && isOnTop(docks().timelineDock));
    QTest::keyClick(window_.get(), Qt::Key_F9, Qt::ShiftModifier);  // its own panels, not those of Edit
    QVERIFY(window_->findChild<QDockWidget*>("libraryDock")->isHidden());
    QTest::mouseClick(window_->findChild<Segments*>("workspaces")->segment(0), Qt::LeftButton);
    QVERIFY(!window_->findChild<QDockWidget*>("libraryDock")->isHidden());
  }

 private:
  void makeWindow() {
    window_ = std::make_unique<MainWindow>(*home_.engine);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
  }

  // After a dialogue.
  void activate() {
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  }

  ProfileDocks& docks() { return window_->profile(); }
  static bool isOnTop(const QWidget* dock) { return !dock->visibleRegion().isEmpty(); }

  void showTable() {
    QTest::keyClick(window_.get(), Qt::Key_F6);
    QTRY_VERIFY(isOnTop(docks().tableDock));
  }

  SpanRef spanOf(const NodeId& node) {
    const Timeline& timeline = *docks().timeline->view().timeline();
    const std::vector<TimelineSpan>& spans = timeline.lanes[0].spans;
    SpanRef widest{0, -1};
    int64_t longest = -1;
    for (size_t i = 0; i < spans.size(); ++i) {
      const bool is = timeline.items[static_cast<size_t>(spans[i].item)].nodes == std::vector<NodeId>{node};
      if (is && spans[i].end_ns - spans[i].start_ns > longest) {
        widest.span = static_cast<int>(i);
        longest = spans[i].end_ns - spans[i].start_ns;
      }
    }
    return widest;
  }

  QModelIndex rowOf(const NodeId& id) {
    QAbstractItemModel* model = docks().table->view().model();
    for (int row = 0; row < model->rowCount(); ++row) {
      if (model->index(row, 0).data().toString() == window_->document().titleOf(id)) return model->index(row, 0);
    }
    return {};
  }

  int blockOf(const NodeId& id) {
    const std::vector<FlameBlock>& blocks = docks().flame->blocks();
    for (size_t i = 0; i < blocks.size(); ++i) {
      if (blocks[i].nodes == std::vector<NodeId>{id}) return static_cast<int>(i);
    }
    return -1;
  }

  // For looking at: the session files of a folder.
  void fillStoreForPictures() {
    const QDir folder(qEnvironmentVariable("LIGHTBENCH_GALLERY_SESSIONS", home_.folder.path()));
    for (const QFileInfo& file : folder.entryInfoList({"*.json"}, QDir::Files)) {
      QDir().mkpath(window_->sessions().store().folder());
      QFile::copy(file.filePath(), window_->sessions().store().folder() + '/' + file.fileName());
    }
  }

  // For looking at: LIGHTBENCH_GALLERY=folder writes the window in both themes.
  void savePictures(const char* name) {
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (folder.isEmpty()) return;
    if (const QString pipeline = qEnvironmentVariable("LIGHTBENCH_GALLERY_PIPELINE"); !pipeline.isEmpty()) {
      QVERIFY(window_->files().open(pipeline));
      QVERIFY(window_->bridge().waitIdle(60000));
      for (int run = 0; run < 3; ++run) {
        window_->bridge().run();
        QVERIFY(window_->bridge().waitIdle(60000));
      }
      const NodeId third = window_->document().graph().nodes.at(3).id;
      window_->document().setSelection({third}, third);
    }
    for (const ThemeMode mode : {ThemeMode::kDark, ThemeMode::kLight}) {
      Theme::instance().setMode(mode);
      QTest::qWait(50);
      QVERIFY(window_->grab().save(QStringLiteral("%1/%2_%3.png").arg(folder, name).arg(static_cast<int>(mode))));
    }
    Theme::instance().setMode(ThemeMode::kDark);
  }

  WindowHome home_;
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestProfileDocks)
#include "test_profile_docks.moc"
