#include <QtTest>

#include <QtWidgets>

#include "tests/ui/profile_fixture.h"
#include "ui/profile/timeline_view.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

QString title(const NodeId& id) { return QString::fromStdString(id); }

std::shared_ptr<const Timeline> timeline() {
  return std::make_shared<const Timeline>(timelineOf({profile_report(), profile_graph(), title, 2}));
}

void wheel(TimelineView& view, const QPointF& at, int turned, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWheelEvent event(at, view.viewport()->mapToGlobal(at), QPoint(), QPoint(0, turned), Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(view.viewport(), &event);
}

}  // namespace

Q_DECLARE_METATYPE(std::vector<lightbench::NodeId>)

class TestTimeline : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { Theme::instance().apply(*qApp); }

  void init() {
    view_ = std::make_unique<TimelineView>();
    view_->resize(900, 200);
    view_->setTimeline(timeline());
    view_->show();
    QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    connect(view_.get(), &TimelineView::nodesChosen, this, [this](const std::vector<NodeId>& nodes) {
      chosen_ = nodes;
      ++choices_;
    });
    chosen_.clear();
    choices_ = 0;
  }
  void cleanup() { view_.reset(); }

  void a_click_chooses_the_nodes_of_a_span() {
    click(middle({0, 0}));
    const std::vector<NodeId> pass = {"exposure", "gamma"};
    QCOMPARE(chosen_, pass);
    click(middle({2, 0}));
    QCOMPARE(chosen_, std::vector<NodeId>{"photo"});
    click(QPointF(view_->viewport()->width() - 4, middle({0, 0}).y()));
    QVERIFY(chosen_.empty());
    QCOMPARE(choices_, 3);
  }

  void a_thin_span_is_reached_by_a_near_click() {
    QVERIFY(view_->spanAt(middle({0, 1})).lane == 0);
    const QRectF block = view_->rectOf({0, 1});
    const QPointF beside(block.right() + 1.5, block.center().y());
    QVERIFY((view_->spanAt(beside) == SpanRef{0, 1}));
    QVERIFY(view_->spanAt(beside + QPointF(3, 0)).lane < 0);
  }

  void the_wheel_zooms_at_the_pointer() {
    const QPointF at = middle({0, 1});
    const double whole = view_->axis().span();
    wheel(*view_, at, 240);
    QVERIFY(view_->axis().span() < whole * 0.7);
    QVERIFY(std::abs(middle({0, 1}).x() - at.x()) < 1);
    const double start = view_->axis().start();
    wheel(*view_, at, -120, Qt::ShiftModifier);
    QVERIFY(view_->axis().start() > start);
    wheel(*view_, at, -2400);
    QVERIFY(view_->axis().isWhole());
  }

  void dragging_pans_data() {
    QTest::addColumn<bool>("space");
    QTest::newRow("middle button") << false;
    QTest::newRow("space") << true;
  }
  void dragging_pans() {
    QFETCH(bool, space);
    const QPoint at = middle({0, 1}).toPoint();
    wheel(*view_, at, 480);
    view_->setFocus();
    const double start = view_->axis().start();
    if (space) QTest::keyPress(view_.get(), Qt::Key_Space);
    const Qt::MouseButton button = space ? Qt::LeftButton : Qt::MiddleButton;
    QTest::mousePress(view_->viewport(), button, {}, at);
    QTest::mouseMove(view_->viewport(), at - QPoint(50, 0));
    QTest::mouseRelease(view_->viewport(), button, {}, at - QPoint(50, 0));
    if (space) QTest::keyRelease(view_.get(), Qt::Key_Space);
    QVERIFY(view_->axis().start() > start);
    QCOMPARE(choices_, 0);
    const int bar = view_->horizontalScrollBar()->value();
    view_->horizontalScrollBar()->setValue(bar / 2);
    QVERIFY(view_->axis().start() < start + 1);
  }

  void keys_walk_and_zoom() {
    view_->setFocus();
    QTest::keyClick(view_.get(), Qt::Key_Right);  // into the lanes
    QVERIFY((view_->current() == SpanRef{0, 0}));
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QCOMPARE(chosen_, std::vector<NodeId>{"blur"});
    QTest::keyClick(view_.get(), Qt::Key_Right);  // at the end it stays
    QVERIFY((view_->current() == SpanRef{0, 1}));
    QTest::keyClick(view_.get(), Qt::Key_Left);
    QTest::keyClick(view_.get(), Qt::Key_Down);
    QVERIFY((view_->current() == SpanRef{1, 0}));
    QTest::keyClick(view_.get(), Qt::Key_Down);
    QCOMPARE(chosen_, std::vector<NodeId>{"photo"});
    QVERIFY(view_->accessibleDescription().contains("photo"));
    const double whole = view_->axis().span();
    QTest::keyClick(view_.get(), Qt::Key_Plus);
    QVERIFY(view_->axis().span() < whole);
    QTest::keyClick(view_.get(), Qt::Key_Minus);
    QCOMPARE(view_->axis().span(), whole);
    view_->setSelection({"blur"});
    QTest::keyClick(view_.get(), Qt::Key_F);
    QVERIFY(view_->axis().start() > 7e6 && view_->axis().end() < 12e6);
    QTest::keyClick(view_.get(), Qt::Key_Home);
    QVERIFY(view_->axis().isWhole());
  }

  void what_is_selected_elsewhere_is_where_the_keys_go_on() {
    view_->setSelection({"blur"});
    QVERIFY((view_->current() == SpanRef{0, 1}));
    QCOMPARE(choices_, 0);
  }

  void a_double_click_frames_a_span() {
    QTest::mouseDClick(view_->viewport(), Qt::LeftButton, {}, middle({0, 1}).toPoint());
    QVERIFY(view_->axis().start() > 7e6);
  }

  void words_are_there_for_everything() {
    QVERIFY(view_->wordsAt(middle({0, 0})).contains("exposure ≈ 3.00 ms"));
    QVERIFY2(view_->wordsAt(middle({1, 0})).contains("CPU 1: 3.00 ms of it"),
             qPrintable(view_->wordsAt(middle({1, 0}))));
    const double y = middle({0, 0}).y();
    const double pixel = view_->axis().width() / view_->axis().span() * 1e6;  // a millisecond
    const double zero = middle({0, 1}).x() - 9.5 * pixel;
    QVERIFY(view_->wordsAt({zero + 7.5 * pixel, y}).startsWith("Unattributed, 1.00 ms"));
    QVERIFY(view_->wordsAt({zero + 9 * pixel, middle({1, 0}).y()}).contains("waits for blur"));
    QVERIFY(view_->wordsAt({4, y}).contains("busy for"));
    QVERIFY(view_->wordsAt({zero + 3 * pixel, middle({0, 0}).y() - 24}).startsWith("Critical path"));
    QVERIFY(view_->wordsAt({zero + 3 * pixel, middle({2, 0}).y() + 30}).contains("9.0 MB"));
  }

  void a_stretch_is_measured_without_choosing() {
    const QPoint from = middle({0, 0}).toPoint();
    QTest::mousePress(view_->viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view_->viewport(), from + QPoint(100, 0));
    QTest::mouseRelease(view_->viewport(), Qt::LeftButton, {}, from + QPoint(100, 0));
    QCOMPARE(choices_, 0);
  }

  void zooming_survives_the_next_run() {
    view_->setSelection({"blur"});
    QTest::keyClick(view_.get(), Qt::Key_F);
    const double start = view_->axis().start();
    view_->setTimeline(timeline());
    QCOMPARE(view_->axis().start(), start);
    view_->setTimeline(nullptr);
    QVERIFY(view_->spanAt({400, 60}).lane < 0);
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QVERIFY(view_->wordsAt({400, 60}).isEmpty());
  }

  // Ten thousand spans at every zoom: nothing hangs, nothing is drawn outside.
  void large_traces_are_drawn() {
    TraceFile file;
    TraceLane lane{"", "many", {}};
    for (int64_t i = 0; i < 10'000; ++i) lane.events.push_back({"span", "", i * 1003, i * 1003 + 1 + i % 997, {}});
    file.end_ns = lane.events.back().end_ns;
    file.lanes = {lane};
    view_->setTimeline(std::make_shared<const Timeline>(timelineOf(file)));
    view_->frameAll();
    for (int notch = 0; notch < 60; ++notch) {
      QVERIFY(!view_->grab().isNull());
      wheel(*view_, {500, 40}, 120);
    }
    QCOMPARE(view_->axis().span(), TimeAxis::kLeastSpan_ns);
  }

  // From the end of the blur to the end of the run, at the lower edge of its lane, and nowhere else.
  void slack_is_drawn_under_its_lane() {
    const QImage with = view_->viewport()->grab().toImage();
    auto bare = std::make_shared<Timeline>(*timeline());
    QCOMPARE(bare->slacks.size(), size_t{1});
    bare->slacks.clear();
    view_->setTimeline(bare);
    const QImage without = view_->viewport()->grab().toImage();
    QRect changed;
    for (int y = 0; y < with.height(); ++y) {
      for (int x = 0; x < with.width(); ++x) {
        if (with.pixel(x, y) != without.pixel(x, y)) changed |= QRect(x, y, 1, 1);
      }
    }
    const QRectF blur = view_->rectOf({0, 1});
    QVERIFY(!changed.isEmpty());
    QVERIFY(changed.left() >= blur.right() - 2);
    QVERIFY(changed.bottom() > blur.center().y() && changed.bottom() <= blur.bottom() + 1);
    QVERIFY(changed.right() <= blur.right() + blur.width() / 3 + 2);  // 1 of 3 ms
    QVERIFY(view_->wordsOf({0, 1}).contains("slack 2.00 ms"));
  }

  // By mouse and by keys as any other lane; a stretch of a node chooses it.
  void the_lane_of_the_window_is_pointed_into() {
    UiActivity activity;
    activity.spans = {{UiWork::kEdit, {}, -1, kStart - 4 * kMs, kStart - 3 * kMs},
                      {UiWork::kConversion, "gamma", 0, kStart + 8 * kMs, kStart + 14 * kMs}};
    activity.edit_ns = kStart - 4 * kMs;
    const RunReport report = profile_report();
    const auto title = [](const NodeId& id) { return QString::fromStdString(id); };
    view_->setTimeline(std::make_shared<const Timeline>(timelineOf({report, profile_graph(), title, 2, &activity})));
    view_->frameAll();
    QCOMPARE(view_->axis().start(), -4e6);  // the edit is in sight
    click(middle({4, 0}));
    QCOMPARE(chosen_, std::vector<NodeId>{"gamma"});
    QVERIFY2(view_->wordsOf(view_->current()).contains("in the background"),
             qPrintable(view_->wordsOf(view_->current())));
    view_->setFocus();
    QTest::keyClick(view_.get(), Qt::Key_Up);
    QVERIFY(view_->wordsOf(view_->current()).startsWith("edit"));
    QVERIFY(view_->wordsOf(view_->current()).contains("asked for"));
    QVERIFY(chosen_.empty());
  }

 private:
  QPointF middle(const SpanRef& span) const { return view_->rectOf(span).center(); }
  void click(const QPointF& at) { QTest::mouseClick(view_->viewport(), Qt::LeftButton, {}, at.toPoint()); }

  std::unique_ptr<TimelineView> view_;
  std::vector<NodeId> chosen_;
  int choices_ = 0;
};

QTEST_MAIN(TestTimeline)
#include "test_timeline.moc"
