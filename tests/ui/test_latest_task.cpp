#include <QtTest>

#include <atomic>

#include "ui/core/latest_task.h"

using namespace lightbench;
using namespace lightbench::ui;

class TestLatestTask : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void delivers_on_the_thread_of_its_owner() {
    LatestTask task;
    std::atomic<QThread*> worked = nullptr;
    QThread* delivered = nullptr;
    task.start([&](const CancelToken&) -> LatestTask::Delivery {
      worked = QThread::currentThread();
      return [&] { delivered = QThread::currentThread(); };
    });
    QVERIFY(task.isBusy());
    QTRY_COMPARE(delivered, QThread::currentThread());
    QVERIFY(worked != QThread::currentThread());
    QVERIFY(!task.isBusy());
  }

  void only_the_last_counts() {
    LatestTask task;
    std::atomic<bool> running = false;
    QStringList delivered;
    const auto deliver = [&](const char* name) { return [&delivered, name] { delivered << name; }; };
    task.start([&](const CancelToken& cancel) -> LatestTask::Delivery {
      running = true;
      while (!cancel.cancelled()) QThread::msleep(1);
      return deliver("first");
    });
    QTRY_VERIFY(running);
    std::atomic<bool> second_ran = false;
    task.start([&](const CancelToken&) -> LatestTask::Delivery {
      second_ran = true;
      return deliver("second");
    });
    task.start([&](const CancelToken&) { return deliver("third"); });
    QTRY_COMPARE(delivered, QStringList{"third"});
    QCOMPARE(second_ran.load(), false);
  }

  void what_was_dropped_is_not_delivered() {
    LatestTask task;
    bool delivered = false;
    std::atomic<bool> done = false;
    task.start([&](const CancelToken&) -> LatestTask::Delivery {
      done = true;
      return [&] { delivered = true; };
    });
    while (!done) QThread::msleep(1);  // no events: nothing is delivered yet
    task.drop();
    QVERIFY(!task.isBusy());
    QTest::qWait(20);
    QVERIFY(!delivered);
  }

  void a_delivery_may_start_the_next() {
    LatestTask task;
    bool delivered = false;
    task.start([&](const CancelToken&) -> LatestTask::Delivery {
      return [&] { task.start([&](const CancelToken&) -> LatestTask::Delivery { return [&] { delivered = true; }; }); };
    });
    QTRY_VERIFY(delivered);
  }

  void ends_while_work_is_under_way() {
    std::atomic<bool> running = false;
    std::atomic<bool> asked_to_stop = false;
    {
      LatestTask task;
      task.start([&](const CancelToken& cancel) -> LatestTask::Delivery {
        running = true;
        while (!cancel.cancelled()) QThread::msleep(1);
        asked_to_stop = true;
        return [] { QFAIL("delivered to nobody"); };
      });
      QTRY_VERIFY(running);
    }
    QVERIFY(asked_to_stop);
    QTest::qWait(10);
  }
};

QTEST_MAIN(TestLatestTask)
#include "test_latest_task.moc"
