// Device time on the host's clock, without a device.
#include <QtTest>

#include "engine/vulkan/device_clock.h"

using namespace lightbench::vulkan;

class TestDeviceClock : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void one_reading_goes_by_the_pace_the_driver_tells() {
    DeviceClock clock(40);
    clock.begin({1000, 5'000'000, 100});
    QCOMPARE(clock.to_host_ns(1000), 5'000'000);
    QCOMPARE(clock.to_host_ns(1025), 5'001'000);
    QCOMPARE(clock.to_host_ns(975), 4'999'000);
    QVERIFY(!clock.deviation_ns());
  }

  // A clock that is 50 millionths too fast would be 50 µs off after a second.
  void two_readings_take_the_true_pace() {
    DeviceClock clock(1);
    clock.begin({7'000'000'000, 3'000'000'000, 200});
    clock.end({8'000'050'000, 4'000'000'000, 300});
    QCOMPARE(clock.to_host_ns(7'000'000'000), 3'000'000'000);
    QCOMPARE(clock.to_host_ns(7'500'025'000), 3'500'000'000);
    QCOMPARE(clock.to_host_ns(8'000'050'000), 4'000'000'000);
    QCOMPARE(clock.deviation_ns().value(), 300);
  }

  // The next batch forgets the pace of the one before.
  void a_new_beginning_starts_over() {
    DeviceClock clock(2);
    clock.begin({0, 0, 1});
    clock.end({100, 900, 1});
    clock.begin({1000, 10'000, 1});
    QCOMPARE(clock.to_host_ns(1010), 10'020);
    QVERIFY(!clock.deviation_ns());
  }

  // Counters that run over go on from zero.
  void the_count_may_run_over() {
    DeviceClock clock(1);
    clock.begin({UINT64_MAX - 9, 1000, 1});
    clock.end({90, 1100, 1});
    QCOMPARE(clock.to_host_ns(0), 1010);
    QCOMPARE(clock.to_host_ns(40), 1050);
  }

  void readings_of_one_moment_have_no_pace() {
    DeviceClock clock(3);
    clock.begin({500, 1000, 1});
    clock.end({500, 1000, 1});
    QCOMPARE(clock.to_host_ns(510), 1030);
  }
};

QTEST_APPLESS_MAIN(TestDeviceClock)
#include "test_device_clock.moc"
