#include <QtTest>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "engine/base/atomic_file.h"
#include "engine/base/hash.h"
#include "engine/base/rect.h"
#include "engine/base/thread_priority.h"
#include "engine/base/worker_pool.h"

using namespace lightbench;

class TestBase : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void error_message_has_three_parts() {
    QCOMPARE(QString::fromStdString(invalid("radius is -1", "node blur", "use 0 or more").message()),
             QString("radius is -1 (node blur): use 0 or more"));
    QCOMPARE(QString::fromStdString(invalid("cycle", "", "").message()), QString("cycle"));
    QCOMPARE(QString::fromStdString(invalid("two\nlines", "\x1b[31mnode", "").message()),
             QString("two lines ( [31mnode)"));
  }

  void hash_separates_boundaries() {
    QVERIFY(Hasher().text("ab").text("c").finish() != Hasher().text("a").text("bc").finish());
    QCOMPARE(Hasher().number(0.0).finish().hex(), Hasher().number(-0.0).finish().hex());
    QVERIFY(Hasher().number(1.0).finish() != Hasher().number(2.0).finish());
  }

  void rect_intersection() {
    QVERIFY(intersect({0, 0, 10, 10}, {20, 0, 5, 5}).empty());
    QCOMPARE(intersect({0, 0, 10, 10}, {5, 6, 50, 50}).area(), 20);
  }

  void background_threads_step_back_and_nobody_else() {
    const auto niceness = [] { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
    const int before = niceness();
    for (const bool background : {false, true}) {
      WorkerPool pool(3, background);
      std::atomic<int> wrong{0};
      std::atomic<int> helped{0};
      // Every index waits for a second thread, so that the caller cannot do them all.
      pool.run(
          64,
          [&](int64_t, int worker) {
            const int expected = worker > 0 && background ? std::max(before, 5) : before;
            wrong += niceness() != expected;
            helped += worker > 0;
            for (int spin = 0; spin < 1000 && helped == 0; ++spin) std::this_thread::yield();
          },
          CancelToken());
      QCOMPARE(wrong.load(), 0);
      QCOMPARE(niceness(), before);
    }
  }

  void pool_runs_every_index_once() {
    WorkerPool pool(4);
    for (int round = 0; round < 200; ++round) {
      std::vector<std::atomic<int>> seen(97);
      QVERIFY(pool.run(
          97,
          [&](int64_t index, int worker) {
            QVERIFY(worker >= 0 && worker < 4);
            ++seen[static_cast<size_t>(index)];
          },
          CancelToken()));
      for (auto& count : seen) QCOMPARE(count.load(), 1);
    }
  }

  void pool_stops_when_cancelled() {
    WorkerPool pool(3);
    CancelToken cancel;
    std::atomic<int> done{0};
    QVERIFY(!pool.run(
        100000,
        [&](int64_t, int) {
          if (++done == 10) cancel.cancel();
        },
        cancel));
    QVERIFY(done.load() < 100);
  }

  void a_token_can_be_raised_for_later() {
    const CancelToken later;
    later.cancel_at(now_ns() + 20'000'000);
    later.cancel_at(now_ns() + int64_t{3600} * 1'000'000'000);  // the earlier moment stands
    QVERIFY(!CancelToken(CancelToken()).cancelled());
    QTRY_VERIFY(later.cancelled());
    const CancelToken now;
    now.cancel_at(0);
    QVERIFY(now.cancelled());
  }

  void file_is_replaced_whole() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("a.txt").toStdString();
    QVERIFY(write_file_atomically(path, "first").ok());
    QVERIFY(write_file_atomically(path, "second").ok());
    QCOMPARE(QByteArray::fromStdString(read_file(path).value()), QByteArray("second"));
    int entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path().toStdString()))
      ++entries;
    QCOMPARE(entries, 1);  // no temporary file stays behind
  }

  void file_errors_name_the_path() {
    QTemporaryDir folder;
    const std::string missing = folder.filePath("none/x.txt").toStdString();
    const Status written = write_file_atomically(missing, "x");
    QVERIFY(!written.ok());
    QVERIFY(written.error().message().find("none/x.txt") != std::string::npos);
    QVERIFY(!read_file(missing).ok());
    QVERIFY(!read_file(folder.path().toStdString()).ok());
    QVERIFY(!write_file_atomically(folder.path().toStdString(), "x").ok());
  }
};

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"
