#include <QtTest>
#include <QtWidgets>

#include "engine/operators/builtin.h"
#include "tests/ui/small_registry.h"
#include "ui/core/default_view.h"
#include "ui/core/engine_bridge.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

// Takes as long as it is let: runs until cancelled or released.
class HeldKernel : public ImageKernel {
 public:
  explicit HeldKernel(const std::atomic<bool>& held) : held_(held) {}
  Status run(ImageArgs& args) const override {
    for (int step = 0; held_; ++step) {
      if (args.cancel.cancelled()) return cancelled();
      args.progress(0.25);
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    args.outputs[0] = args.inputs[0];
    return {};
  }

 private:
  const std::atomic<bool>& held_;
};

class FailingKernel : public ImageKernel {
 public:
  Status run(ImageArgs&) const override { return failed("the lamp is broken", "", "buy another"); }
};

}  // namespace

class TestEngineBridge : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    register_builtin(registry_);
    OperatorDef held = testing::small_operator("held", "Held", Footprint::kGlobal);
    held.prepare = [this](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<HeldKernel>(held_)); };
    registry_.add(held);
    OperatorDef broken = testing::small_operator("broken", "Broken", Footprint::kGlobal);
    broken.prepare = [](const PrepareArgs&) -> Result<Kernel> { return Kernel(std::make_unique<FailingKernel>()); };
    registry_.add(broken);
    engine_ = std::make_unique<Engine>(registry_, EngineOptions{2, 64 << 20});
  }

  void init() {
    held_ = false;
    engine_->cache.clear();
    document_ = std::make_unique<Document>(registry_);
    bridge_ = std::make_unique<EngineBridge>(*engine_, *document_);
    pattern_ = document_->addNode("test_pattern", {});
    document_->setParam(pattern_, "width", int64_t{64});
    document_->setParam(pattern_, "height", int64_t{48});
    invert_ = document_->addLinkedNode("invert", {200, 0}, {pattern_, "image"}, {});
    QVERIFY(bridge_->waitIdle(10000));
  }

  void an_edit_ends_in_a_picture_and_a_report() {
    QCOMPARE(bridge_->viewedNode(ViewSide::A), invert_);
    QCOMPARE(bridge_->viewedNode(ViewSide::B), pattern_);
    QVERIFY(bridge_->picture(invert_));
    QCOMPARE(bridge_->picture(invert_)->image.width(), 64);
    QSignalSpy pictures(bridge_.get(), &EngineBridge::pictureChanged);
    const NodeId gamma = document_->addLinkedNode("gamma", {400, 0}, {invert_, "image"}, {});
    document_->setParam(gamma, "gamma", 2.0);
    QVERIFY(bridge_->waitIdle(10000));
    QVERIFY(pictures.count() > 0);
    QVERIFY(bridge_->report());
    const NodeReport* node = bridge_->report()->find(gamma);
    QVERIFY(node && node->state == NodeState::kComputed && node->self_ns);
    QCOMPARE(bridge_->lastSelfNs(gamma), std::optional<qint64>(*node->self_ns));
    QVERIFY(!bridge_->isRunning());
  }

  void the_view_follows_the_result_until_somebody_chooses() {
    const NodeId gamma = document_->addLinkedNode("gamma", {}, {invert_, "image"}, {});
    QCOMPARE(bridge_->viewedNode(ViewSide::A), gamma);
    document_->addNode("gamma", {});  // an open input: cannot be the result
    QCOMPARE(bridge_->viewedNode(ViewSide::A), gamma);
    bridge_->setViewedNode(ViewSide::A, invert_);
    const NodeId last = document_->addLinkedNode("gamma", {}, {gamma, "image"}, {});
    QCOMPARE(bridge_->viewedNode(ViewSide::A), invert_);
    document_->removeNodes({invert_}, true);
    QCOMPARE(bridge_->viewedNode(ViewSide::A), last);
  }

  void looking_elsewhere_computes_only_what_is_missing() {
    QSignalSpy pictures(bridge_.get(), &EngineBridge::pictureChanged);
    bridge_->setViewedNode(ViewSide::A, pattern_);
    bridge_->setViewedNode(ViewSide::A, invert_);
    QVERIFY(bridge_->waitIdle(10000));
    for (const NodeReport& node : bridge_->report()->nodes) QVERIFY(node.state != NodeState::kComputed);
    QVERIFY(bridge_->lastSelfNs(invert_));  // still known, though cached now
    bridge_->run();
    QVERIFY(bridge_->waitIdle(10000));
    QVERIFY(bridge_->report()->find(invert_)->state == NodeState::kComputed);
  }

  void moving_a_node_runs_nothing() {
    QSignalSpy started(bridge_.get(), &EngineBridge::runStarted);
    document_->moveNodes({{invert_, {7, 9}}});
    document_->setLabel(invert_, "Negative");
    QVERIFY(bridge_->waitIdle(10000));
    QCOMPARE(started.count(), 0);
  }

  void removed_nodes_lose_their_pictures() {
    document_->removeNodes({invert_}, false);
    QVERIFY(!bridge_->picture(invert_));
    QVERIFY(!bridge_->lastSelfNs(invert_));
    QVERIFY(bridge_->waitIdle(10000));
    QVERIFY(!bridge_->picture(invert_));
    document_->adopt(Graph());
    QVERIFY(!bridge_->picture(pattern_));
    QVERIFY(!bridge_->report());
    QVERIFY(bridge_->viewedNode(ViewSide::A).empty());
    QVERIFY(bridge_->waitIdle(10000));
  }

  void cancel_stops_a_long_run_and_keeps_the_last_report() {
    held_ = true;
    QSignalSpy progress(bridge_.get(), &EngineBridge::nodeProgress);
    document_->addLinkedNode("held", {}, {invert_, "image"}, {});
    QTRY_VERIFY(progress.count() >= 2);
    QVERIFY(bridge_->isRunning());
    const auto before = bridge_->report();  // what ran between the edit and the new target may have reported meanwhile
    bridge_->cancel();
    QVERIFY(bridge_->waitIdle(10000));
    QVERIFY(!bridge_->isRunning());
    QVERIFY(bridge_->report() == before);
  }

  void progress_is_coalesced() {
    held_ = true;
    QSignalSpy progress(bridge_.get(), &EngineBridge::nodeProgress);
    document_->addLinkedNode("held", {}, {invert_, "image"}, {});
    QElapsedTimer clock;
    clock.start();
    QTest::qWait(300);
    held_ = false;
    QVERIFY(bridge_->waitIdle(10000));
    // The kernel reports thousands of times a second.
    QVERIFY2(progress.count() <= clock.elapsed() / 16 + 1, qPrintable(QString::number(progress.count())));
  }

  void an_edit_replaces_the_run_in_flight() {
    held_ = true;
    const NodeId held = document_->addLinkedNode("held", {}, {invert_, "image"}, {});
    QTRY_VERIFY(bridge_->isRunning());
    document_->removeNodes({held}, false);
    QVERIFY(bridge_->waitIdle(10000));
    QVERIFY(bridge_->picture(invert_));
  }

  void a_failing_node_loses_its_picture_and_says_why() {
    const NodeId broken = document_->addLinkedNode("broken", {}, {invert_, "image"}, {});
    QVERIFY(bridge_->waitIdle(10000));
    QCOMPARE(bridge_->viewedNode(ViewSide::A), broken);
    const NodeReport* node = bridge_->report()->find(broken);
    QVERIFY(node && node->state == NodeState::kFailed && node->error);
    QCOMPARE(node->error->what, std::string("the lamp is broken"));
    QVERIFY(!bridge_->picture(broken));
    QVERIFY(bridge_->picture(pattern_));  // everything else is alive
  }

  void without_live_edits_wait_for_run() {
    bridge_->setLive(false);
    QSignalSpy started(bridge_.get(), &EngineBridge::runStarted);
    document_->setParam(pattern_, "width", int64_t{32});
    QVERIFY(bridge_->waitIdle(10000));
    QCOMPARE(started.count(), 0);
    QCOMPARE(bridge_->picture(invert_)->image.width(), 64);
    bridge_->run();
    QVERIFY(bridge_->waitIdle(10000));
    QCOMPARE(bridge_->picture(invert_)->image.width(), 32);
  }

  void export_without_output_says_so() {
    QSignalSpy finished(bridge_.get(), &EngineBridge::exportFinished);
    bridge_->exportOutputs();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].toBool(), false);
    QVERIFY(finished[0][1].toString().contains("output"));
  }

  void export_writes_the_outputs() {
    QTemporaryDir folder;
    const NodeId output = document_->addLinkedNode("output", {}, {invert_, "image"}, {});
    document_->setParam(output, "path", folder.filePath("out.png").toStdString());
    QSignalSpy finished(bridge_.get(), &EngineBridge::exportFinished);
    bridge_->exportOutputs();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY2(finished[0][0].toBool(), qPrintable(finished[0][1].toString()));
    QCOMPARE(QImage(folder.filePath("out.png")).size(), QSize(64, 48));
    document_->setParam(output, "path", std::string("/nonexistent/out.png"));
    bridge_->exportOutputs();
    QTRY_COMPARE(finished.count(), 2);
    QVERIFY(!finished[1][0].toBool());
    QVERIFY(finished[1][1].toString().contains("/nonexistent"));
    QVERIFY(!bridge_->isExporting());
  }

  void default_view_of_odd_graphs() {
    QVERIFY(defaultView(Graph(), registry_).result.empty());
    Graph circle;
    for (const char* id : {"a", "b"}) {
      circle.nodes.emplace_back();
      circle.nodes.back().id = id;
      circle.nodes.back().type = "invert";
    }
    circle.connect({"a", "image"}, {"b", "image"});
    circle.links.push_back({{"b", "image"}, {"a", "image"}});
    QVERIFY(defaultView(circle, registry_).result.empty());
    Graph alone;
    alone.nodes.emplace_back();
    alone.nodes.back().id = "p";
    alone.nodes.back().type = "test_pattern";
    QCOMPARE(defaultView(alone, registry_).result, NodeId("p"));
    QVERIFY(defaultView(alone, registry_).source.empty());
  }

  void closing_while_running_is_quick() {
    held_ = true;
    document_->addLinkedNode("held", {}, {invert_, "image"}, {});
    QTRY_VERIFY(bridge_->isRunning());
    bridge_.reset();
  }

  void cleanup() {
    held_ = false;
    bridge_.reset();
    document_.reset();
  }

 private:
  OperatorRegistry registry_;
  std::atomic<bool> held_{false};
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<EngineBridge> bridge_;
  NodeId pattern_, invert_;
};

QTEST_MAIN(TestEngineBridge)
#include "test_engine_bridge.moc"
