// The graphics backend by itself: transfers, memory, pieces, failures, pipelines on disk.
#include <cmath>
#include <cstring>

#include "engine/base/clock.h"
#include "engine/vulkan/device_choice.h"
#include "tests/engine/gpu_fixture.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

std::shared_ptr<GpuBackend> opened(const GpuOptions& options) {
  Result<std::shared_ptr<GpuBackend>> backend = GpuBackend::open(options);
  if (!backend) qWarning("%s", backend.error().message().c_str());
  return backend ? *backend : nullptr;
}

GpuDeviceInfo card(const std::string& name, GpuKind kind) {
  GpuDeviceInfo device;
  device.name = name;
  device.driver = "first";
  device.kind = kind;
  return device;
}

Image numbered(const ImageSpec& spec, BufferPool& pool) {
  Image image = Image::allocate(spec, pool).value();
  for (int c = 0; c < spec.channels; ++c) {
    for (int y = 0; y < spec.height; ++y) {
      auto* row = reinterpret_cast<uint8_t*>(image.writable_row_data(c, y));
      for (size_t i = 0; i < static_cast<size_t>(spec.width) * sample_bytes(spec.format); ++i) {
        row[i] = static_cast<uint8_t>(i * 7 + static_cast<size_t>(y) * 13 + static_cast<size_t>(c) * 101);
      }
    }
  }
  return image;
}

bool same(const Image& a, const Image& b) {
  for (int c = 0; c < a.channels(); ++c) {
    for (int y = 0; y < a.height(); ++y) {
      const size_t bytes = static_cast<size_t>(a.width()) * sample_bytes(a.format());
      if (std::memcmp(a.row_data(c, y), b.row_data(c, y), bytes) != 0) return false;
    }
  }
  return true;
}

GpuTask transfer(GpuTask::Kind kind, const Image& host, const DeviceImage& there) {
  GpuTask task;
  task.kind = kind;
  task.host = host;
  (kind == GpuTask::Kind::kUpload ? task.outputs : task.inputs) = {there};
  return task;
}

// source → exposure of `stops` → target
std::vector<GpuTask> brighten(GpuBackend& backend, const GpuProgram& program, const Image& source,
                              const Image& target) {
  GpuTask work;
  work.program = &program;
  work.inputs = {backend.allocate(source.spec()).value()};
  work.outputs = {backend.allocate(target.spec()).value()};
  return {transfer(GpuTask::Kind::kUpload, source, work.inputs[0]), work,
          transfer(GpuTask::Kind::kDownload, target, work.outputs[0])};
}

// source → one exposure after the other → target; what lies between lives within the batch.
std::vector<GpuTask> chain(const std::vector<GpuProgram>& programs, const Image& source, const Image& target) {
  DeviceImage last = DeviceImage::within_batch(source.spec());
  std::vector<GpuTask> tasks{transfer(GpuTask::Kind::kUpload, source, last)};
  for (const GpuProgram& program : programs) {
    GpuTask work;
    work.program = &program;
    work.inputs = {last};
    work.outputs = {last = DeviceImage::within_batch(target.spec())};
    tasks.push_back(std::move(work));
  }
  tasks.push_back(transfer(GpuTask::Kind::kDownload, target, last));
  return tasks;
}

enum Way { kDirect, kStaged, kImported };
GpuOptions options_for(int way) {
  GpuOptions options = test_options();
  options.pretend_discrete = way != kDirect;
  options.import_host_memory = way == kImported;
  return options;
}

GpuProgram exposure(const ImageSpec& spec, float factor) {
  return gpu_formula("exposure", spec, 1, {{"factor", factor}});
}

const auto kNoProgress = [](size_t, double) {};

}  // namespace

class TestGpuBackend : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // By measured rates, each measured once; what cannot be measured, or is the processor in disguise, is not chosen.
  void the_fastest_of_several_cards_is_chosen() {
    const GpuDeviceInfo slow = card("slow", GpuKind::kDiscrete), fast = card("fast", GpuKind::kIntegrated);
    const GpuDeviceInfo broken = card("broken", GpuKind::kDiscrete), software = card("software", GpuKind::kProcessor);
    GpuDeviceInfo old = card("old", GpuKind::kDiscrete);
    old.missing = "buffer addresses";
    const QTemporaryDir folder;
    const std::string kept = folder.filePath("made").toStdString();
    int measured = 0;
    const auto rate = [&](const GpuDeviceInfo& device) -> Result<double> {
      ++measured;
      if (device.name == "broken") return failed("lost", "", "");
      return device.name == "slow" ? 100.0 : 300.0;
    };
    const GpuDeviceInfo alone[] = {slow, software, old, slow};
    QCOMPARE(vulkan::fastest_device(alone, kept, rate), std::string());
    QCOMPARE(measured, 0);
    const GpuDeviceInfo all[] = {slow, broken, software, fast, old};
    QCOMPARE(vulkan::fastest_device(all, kept, rate), std::string("fast"));
    QCOMPARE(measured, 3);
    QCOMPARE(vulkan::fastest_device(all, kept, rate), std::string("fast"));
    QCOMPARE(measured, 4);  // the broken one again
    QCOMPARE(vulkan::fastest_device(all, {}, rate), std::string("fast"));
    QCOMPARE(measured, 7);
    GpuDeviceInfo renewed = slow;
    renewed.driver = "second";
    const GpuDeviceInfo later[] = {renewed, fast};
    QCOMPARE(vulkan::fastest_device(later, kept, rate), std::string("fast"));
    QCOMPARE(measured, 8);  // another driver is measured anew
  }

  void initTestCase() {
    if (const std::string why = why_no_gpu(); !why.empty()) QSKIP(why.c_str());
  }

  void pictures_come_back_as_they_went_data() {
    QTest::addColumn<int>("way");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("format");
    for (const int way : {kDirect, kStaged}) {
      for (const QSize& size : {QSize(1, 1), QSize(7, 5), QSize(513, 31)}) {
        for (const int channels : {1, 4}) {
          for (const SampleFormat format : {SampleFormat::kU8, SampleFormat::kF16, SampleFormat::kF32}) {
            QTest::addRow("%s, %d x %d, %d channels, %s", way == kStaged ? "staged" : "direct", size.width(),
                          size.height(), channels, std::string(name_of(format)).c_str())
                << way << size << channels << static_cast<int>(format);
          }
        }
      }
    }
    // More than one piece of staging memory, and of a copy from the host's pages.
    const QSize large(3001, 2001);
    QTest::addRow("staged, large") << int{kStaged} << large << 3 << static_cast<int>(SampleFormat::kF32);
    QTest::addRow("imported, large") << int{kImported} << large << 3 << static_cast<int>(SampleFormat::kF32);
    QTest::addRow("imported") << int{kImported} << QSize(1001, 601) << 3 << static_cast<int>(SampleFormat::kU8);
    QTest::addRow("too small to be imported")
        << int{kImported} << QSize(7, 5) << 3 << static_cast<int>(SampleFormat::kU8);
  }
  void pictures_come_back_as_they_went() {
    QFETCH(int, way);
    QFETCH(QSize, size);
    QFETCH(int, channels);
    QFETCH(int, format);
    const std::shared_ptr<GpuBackend> backend = opened(options_for(way));
    QVERIFY(backend);
    QCOMPARE(backend->is_shared_with_host(), way == kDirect);
    const ImageSpec spec{size.width(), size.height(), channels, static_cast<SampleFormat>(format)};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const DeviceImage there = backend->allocate(spec).value();
    std::vector<GpuTask> tasks{transfer(GpuTask::Kind::kUpload, source, there),
                               transfer(GpuTask::Kind::kDownload, target, there)};
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QVERIFY(same(target, source));
    for (const GpuTask& task : tasks) {
      QVERIFY(task.busy_ns > 0 && task.end_ns > task.start_ns);
      QCOMPARE(task.moved_bytes, spec.sample_data_bytes());
    }
    QCOMPARE(backend->statistics().imports, int64_t{way == kImported && size.width() > 7 ? 2 : 0});
    VERIFY_SILENT(*backend);
  }

  // Two of several pieces each: none lands in the other's place.
  void pictures_share_the_staging_memory() {
    const std::shared_ptr<GpuBackend> backend = opened(options_for(kStaged));
    std::vector<GpuTask> tasks;
    for (const ImageSpec& spec : {ImageSpec{3001, 1501, 1, SampleFormat::kF32}, {2003, 1207, 3, SampleFormat::kF32}}) {
      const DeviceImage there = DeviceImage::within_batch(spec);
      tasks.push_back(transfer(GpuTask::Kind::kUpload, numbered(spec, pool_), there));
      tasks.push_back(transfer(GpuTask::Kind::kDownload, Image::allocate(spec, pool_).value(), there));
    }
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QVERIFY(same(tasks[1].host, tasks[0].host));
    QVERIFY(same(tasks[3].host, tasks[2].host));
    VERIFY_SILENT(*backend);
  }

  // Where the device shares the host's memory nothing moves at all, and what the host handed over stays as it was while
  // later programs look for memory.
  void the_hosts_pictures_are_used_where_they_are() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{701, 503, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image before = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const std::vector<GpuProgram> programs(6, exposure(spec, 0.5f));
    std::vector<GpuTask> tasks = chain(programs, source, target);
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QVERIFY(same(source, before));
    QCOMPARE(target.plane<float>(0).at(700, 502), source.plane<float>(0).at(700, 502) / 64);
    for (const GpuTask* task : {&tasks.front(), &tasks.back()}) {
      QCOMPARE(task->moved_bytes, int64_t{0});
      QCOMPARE(task->busy_ns, int64_t{0});
    }
    const GpuBackend::Statistics statistics = backend->statistics();
    QCOMPARE(statistics.imports, int64_t{2});
    QCOMPARE(statistics.uploads + statistics.downloads, int64_t{0});
    VERIFY_SILENT(*backend);
  }

  // What is written by a program is no longer what the host handed over.
  void a_picture_that_is_written_over_is_copied() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{701, 503, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const GpuProgram program = exposure(spec, 2);
    GpuTask over;
    over.program = &program;
    over.inputs = over.outputs = {DeviceImage::within_batch(spec)};
    std::vector<GpuTask> tasks{transfer(GpuTask::Kind::kUpload, source, over.inputs[0]), over};
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QVERIFY(same(source, numbered(spec, pool_)));
    QCOMPARE(backend->statistics().uploads, int64_t{1});
  }

  // A driver that refuses the pages: the picture is copied, and nobody need know.
  void a_failed_import_is_a_copy_data() {
    QTest::addColumn<int>("way");
    QTest::addRow("direct") << int{kDirect};
    QTest::addRow("discrete") << int{kImported};
  }
  void a_failed_import_is_a_copy() {
    QFETCH(int, way);
    const ImageSpec spec{701, 503, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const std::vector<GpuProgram> programs{exposure(spec, 2)};
    for (const int failing : {0, 1}) {
      GpuOptions options = options_for(way);
      options.import_host_memory = true;
      options.fails = [&](GpuFaultPoint at, int count) { return at == GpuFaultPoint::kImport && count == failing; };
      const std::shared_ptr<GpuBackend> backend = opened(options);
      const Image target = Image::allocate(spec, pool_).value();
      std::vector<GpuTask> tasks = chain(programs, source, target);
      QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
      QCOMPARE(target.plane<float>(0).at(700, 502), source.plane<float>(0).at(700, 502) * 2);
      QCOMPARE(backend->statistics().imports, int64_t{1});
      VERIFY_SILENT(*backend);
    }
  }

  // Whoever can do without gives way, once; what it gave back is handed out.
  void memory_is_asked_for() {
    int strikes = 0;
    GpuOptions options = test_options();
    options.fails = [&](GpuFaultPoint at, int) { return at == GpuFaultPoint::kAllocate && strikes-- > 0; };
    const std::shared_ptr<GpuBackend> backend = opened(options);
    int asked = 0;
    bool gives = true;
    backend->when_memory_is_short([&] { return ++asked > 0 && gives; });
    const ImageSpec spec{64, 64, 1, SampleFormat::kF32};
    strikes = 1;
    QVERIFY(backend->allocate(spec).ok());
    QCOMPARE(asked, 1);
    strikes = 2;
    QVERIFY(!backend->allocate(spec).ok());
    QCOMPARE(asked, 2);
    strikes = 1;
    gives = false;
    QVERIFY(!backend->allocate(spec).ok());
    QVERIFY(backend->free_memory_bytes() > 0);
  }

  // However long a chain, it needs the memory of two pictures, and of those that are read again at the end.
  void memory_goes_from_task_to_task_data() {
    QTest::addColumn<int>("way");
    QTest::addRow("direct") << int{kDirect};
    QTest::addRow("staged") << int{kStaged};
  }
  void memory_goes_from_task_to_task() {
    QFETCH(int, way);
    GpuOptions options = options_for(way);
    options.import_host_memory = false;
    const std::shared_ptr<GpuBackend> backend = opened(options);
    const ImageSpec spec{1201, 901, 1, SampleFormat::kF32};
    Image source = Image::allocate(spec, pool_).value();
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) source.writable_plane<float>(0).at(x, y) = static_cast<float>(x - 3 * y);
    }
    const Image target = Image::allocate(spec, pool_).value();
    const Image second = Image::allocate(spec, pool_).value();
    std::vector<GpuProgram> programs;
    for (int i = 0; i < 24; ++i) programs.push_back(exposure(spec, i % 3 == 0 ? 8.0f : 0.5f));  // twice every three
    std::vector<GpuTask> tasks = chain(programs, source, target);
    // The first result is read once more when the chain has gone by.
    GpuTask late;
    late.program = &programs[0];
    late.inputs = tasks[1].outputs;
    late.outputs = {DeviceImage::within_batch(spec)};
    tasks.push_back(late);
    tasks.push_back(transfer(GpuTask::Kind::kDownload, second, late.outputs[0]));
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) {
        QCOMPARE(target.plane<float>(0).at(x, y), 256 * source.plane<float>(0).at(x, y));
        QCOMPARE(second.plane<float>(0).at(x, y), 64 * source.plane<float>(0).at(x, y));
      }
    }
    const size_t picture = tasks[1].outputs[0].bytes();
    const size_t peak = backend->statistics().peak_bytes;
    QVERIFY2(peak >= 3 * picture && peak < 4 * picture, qPrintable(QString::number(peak / picture)));
    VERIFY_SILENT(*backend);
  }

  // More pieces than a pool of timestamps holds: each has its time.
  void every_piece_is_timed() {
    GpuOptions options = test_options();
    options.submit_budget_ns = 1;  // pieces of 8 rows
    const std::shared_ptr<GpuBackend> backend = opened(options);
    const ImageSpec spec{16, 8 * 200, 1, SampleFormat::kF32};
    const Image target = Image::allocate(spec, pool_).value();
    const std::vector<GpuProgram> programs(24, exposure(spec, 1));
    const Image source = numbered(spec, pool_);
    for (int round = 0; round < 2; ++round) {  // the second finds the pools of the first
      std::vector<GpuTask> tasks = chain(programs, source, target);
      QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
      for (size_t i = 1; i + 1 < tasks.size(); ++i) {
        QCOMPARE(tasks[i].dispatches, 200);
        QVERIFY(tasks[i].busy_ns > 0);
      }
    }
    VERIFY_SILENT(*backend);
  }

  // Shaders reach memory by address, so a picture may be larger than what a driver lets bind (128 MiB on lavapipe), and
  // addresses beyond 4 GiB of the process are nothing special.
  void pictures_beyond_the_binding_limit() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{6000, 6000, 1, SampleFormat::kF32};  // 144 MB
    Image source = Image::allocate(spec, pool_).value();
    for (int y = 0; y < spec.height; ++y) {
      for (int x = 0; x < spec.width; ++x) source.writable_plane<float>(0).at(x, y) = static_cast<float>(x + y);
    }
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 2);
    std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    for (const int y : {0, 2999, 5999}) {
      for (const int x : {0, 1, 3001, 5999})
        QCOMPARE(target.plane<float>(0).at(x, y), 2.0f * static_cast<float>(x + y));
    }
    VERIFY_SILENT(*backend);
  }

  void memory_is_used_again() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{900, 700, 3, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 1);
    for (int round = 0; round < 3; ++round) {
      std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
      QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    }
    QCOMPARE(backend->statistics().blocks, int64_t{1});
    // What is larger than a block has one of its own, which the next of that size gets.
    const ImageSpec huge{5000, 5000, 1, SampleFormat::kF32};
    for (int round = 0; round < 3; ++round) QVERIFY(backend->allocate(huge).ok());
    QCOMPARE(backend->statistics().blocks, int64_t{2});
  }

  // A chain in one batch: what a program reads was written by the one before; memory of dropped pictures is handed out
  // again while the batch is recorded.
  void programs_wait_for_each_other() {
    for (const bool staging : {false, true}) {
      GpuOptions options = test_options();
      options.pretend_discrete = staging;
      options.submit_budget_ns = staging ? 1 : options.submit_budget_ns;  // every pass by itself, cut to the limit
      const std::shared_ptr<GpuBackend> backend = opened(options);
      const ImageSpec spec{333, 77, 3, SampleFormat::kF32};
      Image source = Image::allocate(spec, pool_).value();
      for (int c = 0; c < 3; ++c) {
        for (int y = 0; y < spec.height; ++y) {
          for (int x = 0; x < spec.width; ++x) source.writable_plane<float>(c).at(x, y) = static_cast<float>(x - y + c);
        }
      }
      const Image target = Image::allocate(spec, pool_).value();
      std::vector<GpuProgram> programs;
      for (int i = 0; i < 12; ++i) programs.push_back(exposure(spec, i % 2 == 0 ? 2.0f : 1.5f));
      std::vector<GpuTask> tasks;
      DeviceImage last = backend->allocate(spec).value();
      tasks.push_back(transfer(GpuTask::Kind::kUpload, source, last));
      for (const GpuProgram& program : programs) {
        GpuTask work;
        work.program = &program;
        work.inputs = {last};
        work.outputs = {backend->allocate(spec).value()};
        last = work.outputs[0];
        tasks.push_back(std::move(work));
      }
      tasks.push_back(transfer(GpuTask::Kind::kDownload, target, last));
      const GpuBackend::Statistics before = backend->statistics();
      QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
      const float factor = std::pow(3.0f, 6.0f);
      for (int c = 0; c < 3; ++c) {
        for (int y = 0; y < spec.height; ++y) {
          for (int x = 0; x < spec.width; ++x) {
            QCOMPARE(target.plane<float>(c).at(x, y), factor * source.plane<float>(c).at(x, y));
          }
        }
      }
      const GpuBackend::Statistics after = backend->statistics();
      QCOMPARE(after.uploads - before.uploads, int64_t{1});
      QCOMPARE(after.downloads - before.downloads, int64_t{1});
      QCOMPARE(after.dispatches - before.dispatches, int64_t{staging ? 12 * 10 : 12});  // pieces of 8 of 77 rows
      if (!staging) QCOMPARE(after.submits - before.submits, int64_t{1});
      // One before every program that reads what another wrote, and before the copies there and back (parameters and
      // picture go there without waiting for each other).
      QCOMPARE(after.barriers - before.barriers, int64_t{staging ? 13 : 11});
      VERIFY_SILENT(*backend);
    }
  }

  // Programs that only read the same picture need not wait for each other.
  void readers_of_one_picture_do_not_wait() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{64, 64, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 2);
    std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
    tasks.insert(tasks.begin() + 1, tasks[1]);
    tasks[1].outputs = {backend->allocate(spec).value()};
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QCOMPARE(backend->statistics().barriers, int64_t{0});
    // But one that writes over what another wrote does.
    tasks[1].outputs = tasks[2].outputs;
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QCOMPARE(backend->statistics().barriers, int64_t{1});
    // And one that gets the memory of what nobody reads.
    tasks[1].outputs = {DeviceImage::within_batch(spec)};
    tasks[2].outputs = tasks[3].inputs = {DeviceImage::within_batch(spec)};
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    QCOMPARE(backend->statistics().barriers, int64_t{2});
  }

  // The device's time is told on the host's clock: inside the run, in order, no two programs at once. No further off
  // than the driver says it read the two clocks apart.
  void times_are_on_the_hosts_clock() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{1200, 800, 3, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 2);
    std::vector<GpuTask> warm = brighten(*backend, program, source, target);
    QVERIFY(backend->run(warm, CancelToken(), kNoProgress).ok());
    QVERIFY(warm[1].compile_ns > 0);
    std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
    const int64_t start = now_ns();
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    const int64_t end = now_ns();
    QCOMPARE(tasks[1].compile_ns, int64_t{0});
    const std::optional<int64_t> deviation = backend->statistics().clock_deviation_ns;
    if (!deviation) QSKIP("the driver does not calibrate its timestamps");
    int64_t last = start - *deviation;
    for (const GpuTask& task : tasks) {
      QVERIFY2(task.start_ns >= last, qPrintable(QString::number(task.start_ns - last)));
      QVERIFY(task.end_ns > task.start_ns);
      last = task.end_ns - *deviation;
    }
    QVERIFY(last <= end);
    // A device that is a processor counts the very nanoseconds of the host, so what the times should be is known.
    const GpuTask& program_task = tasks[1];
    QVERIFY(program_task.end_ticks > program_task.start_ticks);
    if (backend->device().kind != GpuKind::kProcessor) return;
    constexpr int64_t kRounding_ns = 2;
    const auto off = [](int64_t told, uint64_t counted) { return std::abs(told - static_cast<int64_t>(counted)); };
    QVERIFY(off(program_task.start_ns, program_task.start_ticks) <= *deviation + kRounding_ns);
    QVERIFY(off(program_task.end_ns, program_task.end_ticks) <= *deviation + kRounding_ns);
  }

  // Each figure is there; which are right only the device knows. Nothing of it stays behind.
  void what_the_device_does_at_best() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const size_t free_before = backend->free_memory_bytes();
    const Result<GpuPeaks> peaks = backend->measure_peaks(CancelToken());
    QVERIFY(peaks);
    QVERIFY(peaks->copy_gb_per_s > 0 && peaks->gflop_per_s > 0 && peaks->dispatch_ns > 0);
    QVERIFY(backend->free_memory_bytes() + (size_t{64} << 20) > free_before);
    CancelToken token;
    token.cancel();
    const Result<GpuPeaks> stopped = backend->measure_peaks(token);
    QVERIFY(!stopped && stopped.error().kind == ErrorKind::kCancelled);
    VERIFY_SILENT(*backend);
  }

  void a_raised_token_ends_the_run() {
    const std::shared_ptr<GpuBackend> backend = opened(test_options());
    const ImageSpec spec{64, 64, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 2);
    std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
    CancelToken token;
    token.cancel();
    const Status status = backend->run(tasks, token, kNoProgress);
    QVERIFY(!status.ok() && status.error().kind == ErrorKind::kCancelled);
    // And the next one is none the worse.
    tasks = brighten(*backend, program, source, target);
    QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
    VERIFY_SILENT(*backend);
  }

  // Every call that a driver may fail, one after the other: an error in words, no crash, no hang, nothing for
  // validation to say; as long as some call was failed.
  void every_failure_is_an_error_data() {
    QTest::addColumn<int>("point");
    QTest::addRow("allocation") << static_cast<int>(GpuFaultPoint::kAllocate);
    QTest::addRow("pipeline") << static_cast<int>(GpuFaultPoint::kPipeline);
    QTest::addRow("submit") << static_cast<int>(GpuFaultPoint::kSubmit);
    QTest::addRow("wait") << static_cast<int>(GpuFaultPoint::kWait);
  }
  void every_failure_is_an_error() {
    QFETCH(int, point);
    int struck = 0;
    for (int nth = 0; nth < 100; ++nth) {
      bool strikes = false;
      GpuOptions options = test_options();
      options.pretend_discrete = true;
      options.submit_budget_ns = 1;
      options.fails = [&](GpuFaultPoint at, int count) {
        const bool here = static_cast<int>(at) == point && count == nth;
        strikes = strikes || here;
        return here;
      };
      const std::shared_ptr<GpuBackend> backend = opened(options);
      QVERIFY(backend);
      const ImageSpec spec{64, 64, 1, SampleFormat::kF32};
      const Image source = numbered(spec, pool_);
      const Image target = Image::allocate(spec, pool_).value();
      const GpuProgram program = exposure(spec, 2);
      Status status;
      std::vector<GpuTask> tasks;
      const Result<DeviceImage> from = backend->allocate(spec);
      const Result<DeviceImage> to = backend->allocate(spec);
      if (from && to) {
        GpuTask work;
        work.program = &program;
        work.inputs = {*from};
        work.outputs = {*to};
        tasks = {transfer(GpuTask::Kind::kUpload, source, *from), work,
                 transfer(GpuTask::Kind::kDownload, target, *to)};
        status = backend->run(tasks, CancelToken(), kNoProgress);
      } else {
        status = from ? to.error() : from.error();
      }
      VERIFY_SILENT(*backend);
      if (!strikes) {
        QVERIFY(status.ok());
        QVERIFY(struck > 0);
        return;
      }
      ++struck;
      QVERIFY(!status.ok());
      QVERIFY(status.error().kind == ErrorKind::kFailed);
      QVERIFY2(status.error().what.find("VK_ERROR") != std::string::npos, status.error().message().c_str());
    }
    QFAIL("a hundred calls and no end");
  }

  // A device that does not answer in time is given up at once: no second wait, no freeing of what it may still use.
  void a_device_that_does_not_answer() {
    GpuOptions options = test_options();
    options.wait_limit_ns = 1;
    const ImageSpec spec{3000, 3000, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const std::vector<GpuProgram> programs{exposure(spec, 2)};
    {
      const std::shared_ptr<GpuBackend> backend = opened(options);
      std::vector<GpuTask> tasks = chain(programs, source, target);  // its pictures are the host's own
      const Status status = backend->run(tasks, CancelToken(), kNoProgress);
      QVERIFY(!status.ok() && status.error().kind == ErrorKind::kFailed);
      QVERIFY2(status.error().what.find("did not answer") != std::string::npos, status.error().message().c_str());
      tasks = chain(programs, source, target);
      QVERIFY(!backend->run(tasks, CancelToken(), kNoProgress).ok());
      VERIFY_SILENT(*backend);
    }
    QTest::qSleep(1000);  // the driver's thread goes on with what it was given
  }

  void copies_are_measured_data() {
    QTest::addColumn<bool>("staging");
    QTest::addRow("direct") << false;
    QTest::addRow("staging") << true;
  }
  void copies_are_measured() {
    QFETCH(bool, staging);
    GpuOptions options = test_options();
    options.pretend_discrete = staging;
    const std::shared_ptr<GpuBackend> backend = opened(options);
    const Result<GpuCopyRates> rates = backend->measure_copy_rates();
    QVERIFY2(rates.ok(), rates ? "" : rates.error().message().c_str());
    for (const double rate : {rates->device, rates->upload, rates->download}) QVERIFY(rate > 0 && std::isfinite(rate));
    // What it was measured with is the device's again.
    QCOMPARE(backend->statistics().blocks, int64_t{0});
    VERIFY_SILENT(*backend);
  }

  // Where the device has no room for the largest pictures smaller ones do; where it has for none, there is no rate.
  void copies_are_measured_in_little_memory_data() {
    QTest::addColumn<int>("failures");
    QTest::addColumn<bool>("measured");
    QTest::addRow("room for smaller pictures") << 4 << true;
    QTest::addRow("no room") << 1000 << false;
  }
  void copies_are_measured_in_little_memory() {
    QFETCH(int, failures);
    QFETCH(bool, measured);
    GpuOptions options = test_options();
    options.fails = [failures](GpuFaultPoint at, int count) {
      return at == GpuFaultPoint::kAllocate && count < failures;
    };
    const std::shared_ptr<GpuBackend> backend = opened(options);
    const Result<GpuCopyRates> rates = backend->measure_copy_rates();
    QCOMPARE(rates.ok(), measured);
    if (!measured) QVERIFY2(rates.error().what.find("memory") != std::string::npos, rates.error().message().c_str());
  }

  void pipelines_are_kept_on_disk() {
    QTemporaryDir folder;
    GpuOptions options = test_options();
    options.cache_folder = folder.filePath("cache").toStdString();
    const ImageSpec spec{64, 64, 1, SampleFormat::kF32};
    const Image source = numbered(spec, pool_);
    const Image target = Image::allocate(spec, pool_).value();
    const GpuProgram program = exposure(spec, 2);
    const auto run = [&] {
      const std::shared_ptr<GpuBackend> backend = opened(options);
      std::vector<GpuTask> tasks = brighten(*backend, program, source, target);
      QVERIFY(backend->run(tasks, CancelToken(), kNoProgress).ok());
      VERIFY_SILENT(*backend);
    };
    run();
    const QStringList files = QDir(folder.filePath("cache")).entryList(QDir::Files);
    QCOMPARE(files.size(), 1);
    QVERIFY(QFileInfo(folder.filePath("cache/" + files[0])).size() > 0);
    run();
    // A damaged file is what another driver's would be: passed over.
    QFile file(folder.filePath("cache/" + files[0]));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a cache at all, but something else");
    file.close();
    run();
  }

  void a_device_that_is_not_there() {
    GpuOptions options = test_options();
    options.device = "Voodoo 2";
    const Result<std::shared_ptr<GpuBackend>> backend = GpuBackend::open(options);
    QVERIFY(!backend.ok());
    QVERIFY2(backend.error().message().find("Voodoo 2") != std::string::npos, backend.error().message().c_str());
    QVERIFY(!backend.error().remedy.empty());
  }

 private:
  BufferPool pool_;
};

QTEST_APPLESS_MAIN(TestGpuBackend)
#include "test_gpu_backend.moc"
