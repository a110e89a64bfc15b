#include <QtTest>

#include "engine/profile/noise.h"
#include "engine/profile/session_baseline.h"
#include "engine/profile/session_file.h"
#include "tests/engine/sample_session.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

QString error_of(const QByteArray& text) {
  const Result<LoadedSession> loaded = parse_session(text.toStdString(), "some.json");
  return loaded ? QString() : QString::fromStdString(loaded.error().message());
}

QByteArray sample_text() { return QByteArray::fromStdString(serialize_session(sample_session())); }

// The sample with `from`, which must be there, replaced.
QByteArray changed(const QByteArray& from, const QByteArray& to) {
  QByteArray text = sample_text();
  const int at = static_cast<int>(text.indexOf(from));
  Q_ASSERT(at >= 0);
  return text.replace(at, from.size(), to);
}

}  // namespace

class TestSessionFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void round_trip() {
    ProfileSession session = sample_session();
    session.variants.push_back(session.variants[0]);
    session.variants[1].name = "B";
    session.variants[1].fused = false;
    session.variants[1].pictures[0].nodes[1].fused_group = 3;
    const std::string text = serialize_session(session);
    const Result<LoadedSession> loaded = parse_session(text, "some.json");
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message().c_str());
    QVERIFY(loaded->session == session);
    QVERIFY(loaded->warnings.empty() && !loaded->newer_version);
    QCOMPARE(QByteArray::fromStdString(serialize_session(loaded->session)), QByteArray::fromStdString(text));
  }

  void as_a_baseline() {
    ProfileSession session = sample_session();
    session.variants.push_back(session.variants[0]);
    session.variants[1].pictures[0].nodes[1].self_ns.assign(5, 9'000'000);
    const Result<Baseline> first = baseline_of(session, 0);
    QVERIFY2(first.ok(), first.ok() ? "" : first.error().message().c_str());
    QCOMPARE(first->name, std::string("Soft"));
    QCOMPARE(first->made_at, session.recorded);
    QCOMPARE(QString::fromStdString(first->machine),
             QString("Some processor, 8 processors, 16384 MiB, avx2, 8 threads"));
    QCOMPARE(first->nodes.size(), size_t{2});  // the photo was only read
    const BaselineNode* blur = first->find("blur");
    QVERIFY(blur && blur->self_ns == session.variants[0].pictures[0].nodes[1].self_ns);
    QVERIFY((blur->conditions == RunConditions{"gaussian_blur", 20, 10, 3, "f32", "cpu", "avx2"}));
    QCOMPARE(baseline_of(session, 1)->find("blur")->self_ns.front(), int64_t{9'000'000});
  }

  void as_a_baseline_of_the_card() {
    ProfileSession session = sample_session();
    session.variants[0].pictures[0].nodes[1].backend = "vulkan";
    session.variants[0].pictures[0].nodes[1].isa.clear();
    QCOMPARE(baseline_of(session, 0)->find("blur")->conditions.device, std::string("Card"));
  }

  void without_sizes_or_times_there_is_no_baseline() {
    ProfileSession session = sample_session();
    for (SessionNode& node : session.variants[0].pictures[0].nodes) node.width = 0;
    const Result<Baseline> old = baseline_of(session, 0);
    QVERIFY(!old);
    QVERIFY(old.error().message().find("how large") != std::string::npos);
    for (SessionNode& node : session.variants[0].pictures[0].nodes) node.self_ns.clear();
    QVERIFY(!baseline_of(session, 0));
  }

  void what_is_unknown_stays_unknown() {
    ProfileSession session = sample_session();
    session.machine.governor.clear();
    session.machine.load_1min.reset();
    session.variants[0].gpu.reset();
    const QByteArray text = QByteArray::fromStdString(serialize_session(session));
    QVERIFY(!text.contains("governor") && !text.contains("load_1min") && !text.contains("gpu"));
    const Result<LoadedSession> loaded = parse_session(text.toStdString(), "some.json");
    QVERIFY(loaded.ok());
    QVERIFY(loaded->session == session);
    QVERIFY(!loaded->session.variants[0].pictures[0].find("photo")->cold_self_ns);
  }

  void saved_and_loaded() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("session.json").toStdString();
    QVERIFY(save_session(sample_session(), path).ok());
    const Result<LoadedSession> loaded = load_session(path);
    QVERIFY(loaded.ok());
    QVERIFY(loaded->session == sample_session());
    QVERIFY(!save_session(sample_session(), folder.filePath("no/such/session.json").toStdString()).ok());
    QVERIFY(!load_session(folder.filePath("none.json").toStdString()).ok());
  }

  // Every prefix is refused with the file's name; only the line break at the end may be missing.
  void truncated_at_every_byte() {
    const std::string text = serialize_session(sample_session());
    for (size_t length = 0; length + 1 < text.size(); ++length) {
      const Result<LoadedSession> loaded = parse_session(std::string_view(text).substr(0, length), "some.json");
      QVERIFY2(!loaded.ok(), qPrintable(QString("%1 bytes were taken for a session").arg(length)));
      QCOMPARE(loaded.error().kind, ErrorKind::kInvalid);
      const QString message = QString::fromStdString(loaded.error().message());
      QVERIFY2(message.contains("some.json"), qPrintable(message));
    }
    QVERIFY(parse_session(std::string_view(text).substr(0, text.size() - 1), "some.json").ok());
    QVERIFY(error_of(sample_text().left(500)).startsWith("the file ends early"));
  }

  void a_newer_version_opens_with_a_warning() {
    const QByteArray text = changed("\"version\": 1,", "\"version\": 7, \"mood\": {\"of\": [\"the day\"]},");
    const Result<LoadedSession> loaded = parse_session(text.toStdString(), "some.json");
    QVERIFY(loaded.ok());
    QVERIFY(loaded->newer_version);
    QCOMPARE(loaded->warnings.size(), size_t{1});
    QVERIFY(QString::fromStdString(loaded->warnings[0]).contains("some.json was written by a newer version (7)"));
    QVERIFY(loaded->session == sample_session());
  }

  void a_newer_version_of_another_shape_says_so() {
    QByteArray text = changed("\"version\": 1,", "\"version\": 7,");
    text.replace("\"threads\": 8", "\"threads\": {\"performance\": 4}");
    const QString error = error_of(text);
    QVERIFY2(error.contains("threads is not a whole number") && error.contains("a newer version wrote it"),
             qPrintable(error));
  }

  void unknown_node_types_are_as_good_as_any() {
    const QByteArray text = QByteArray(sample_text()).replace("gaussian_blur", "flux_capacitor");
    const Result<LoadedSession> loaded = parse_session(text.toStdString(), "some.json");
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->session.variants[0].pictures[0].find("blur")->type, std::string("flux_capacitor"));
  }

  void bad_input_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    const QString start = "(session some.json";
    QTest::newRow("empty") << QByteArray() << "the file ends early " + start;
    QTest::newRow("not JSON") << QByteArray("PNG\n\nstuff") << "not valid JSON " + start + ", line 1, column 1";
    QTest::newRow("not UTF-8") << changed("Soft", "So\xff") << "the text is not UTF-8 " + start;
    QTest::newRow("deep") << QByteArray(100000, '[') << "brackets are nested more than 32 deep " + start;
    QTest::newRow("a list") << QByteArray("[1, 2]") << "not a session";
    QTest::newRow("a pipeline") << QByteArray(R"({"format": "lightbench.pipeline", "version": 1})") << "not a session";
    QTest::newRow("huge number") << changed("\"threads\": 8", "\"threads\": 1e999") << "a number is out of range";
    QTest::newRow("version 0") << changed("\"version\": 1,", "\"version\": 0,") << "version is not 1 or more";
    QTest::newRow("no variants") << QByteArray(R"({"format": "lightbench.session", "version": 1})")
                                 << "variants is not a list of one or two";
    QTest::newRow("text for a number") << changed("\"threads\": 8", "\"threads\": \"8\"")
                                       << "threads is not a whole number";
    QTest::newRow("a fraction") << changed("\"threads\": 8", "\"threads\": 8.5") << "threads is not a whole number";
    QTest::newRow("too large for 32 bits")
        << changed("\"threads\": 8", "\"threads\": 8000000000") << "threads is not a number of 32 bits";
    QTest::newRow("too large for 64 bits")
        << changed("\"peak_resident_bytes\": 1048576", "\"peak_resident_bytes\": 18446744073709551615")
        << "peak_resident_bytes is not a whole number";
    QTest::newRow("a tag that is none") << changed("\"release\"", "5") << "tags[0] is not text";
    QTest::newRow("a node that is none") << changed("\"id\": \"blur\"", "\"id\": [1]")
                                         << "variants[0].pictures[0].nodes[1].id is not text";
    QTest::newRow("a machine that is none")
        << changed("\"cpu\": \"Some processor\"", "\"cpu\": 4") << "machine.cpu is not text";
    ProfileSession session = sample_session();
    session.variants[0].pictures[0].nodes[1].self_ns.pop_back();
    QTest::newRow("a sample is missing") << QByteArray::fromStdString(serialize_session(session))
                                         << "variants[0].pictures[0].nodes, blur.self_ns is not a list of 5 rounds";
    session = sample_session();
    session.variants[0].pictures[0].unattributed_ns.push_back(1);
    QTest::newRow("a sample too many") << QByteArray::fromStdString(serialize_session(session))
                                       << "variants[0].pictures[0].unattributed_ns is not a list of 5 rounds";
    session = sample_session();
    session.variants[0].pictures[0].wall_ns[2] = 0;
    QTest::newRow("no time at all") << QByteArray::fromStdString(serialize_session(session))
                                    << "wall_ns is not a list of times above 0";
    session = sample_session();
    session.variants[0].pictures[0].wall_ns.clear();
    QTest::newRow("no rounds") << QByteArray::fromStdString(serialize_session(session))
                               << "variants[0].pictures is not a list with measured rounds";
    session = sample_session();
    session.variants[0].pictures.clear();
    QTest::newRow("no pictures") << QByteArray::fromStdString(serialize_session(session))
                                 << "variants[0].pictures is not a list with measured rounds";
    session = sample_session();
    session.variants.resize(3, session.variants[0]);
    QTest::newRow("three variants") << QByteArray::fromStdString(serialize_session(session))
                                    << "variants is not a list of one or two";
  }
  void bad_input() {
    QFETCH(QByteArray, text);
    QFETCH(QString, message);
    const QString error = error_of(text);
    QVERIFY2(error.contains(message), qPrintable(error + "\nexpected: " + message));
    QVERIFY2(error.contains("some.json"), qPrintable(error));
  }

  void a_debug_build_refuses() {
    BuildInfo build = describe_build();
    QVERIFY(!build.version.empty() && !build.compiler.empty());
    build.optimised = true;
    QVERIFY(check_measurable(build).ok());
    build.optimised = false;
    build.type = "Debug";
    const Status status = check_measurable(build);
    QVERIFY(!status.ok());
    QVERIFY(QString::fromStdString(status.error().message()).startsWith("a Debug build records nothing"));
  }

  void noise_is_kept_and_used_where_it_was_learned() {
    MachineNoise noise;
    noise.cpu_name = "Some processor";
    noise.processors = 8;
    noise.recorded = "2026-11-29T07:15:00Z";
    noise.trials = 20;
    noise.rounds = 30;
    noise.interleaved = 0.012;
    noise.separate = 0.04;
    QTemporaryDir folder;
    const std::string path = folder.filePath("deep/noise.json").toStdString();
    QVERIFY(save_noise(noise, path).ok());
    const Result<MachineNoise> loaded = load_noise(path);
    QVERIFY(loaded.ok());
    const MachineInfo machine = sample_session().machine;
    QCOMPARE(practical_threshold(*loaded, machine, Pairing::kInterleaved), 0.012);
    QCOMPARE(practical_threshold(*loaded, machine, Pairing::kSeparate), 0.04);
    MachineInfo other = machine;
    other.cpu_name = "Another";
    QCOMPARE(practical_threshold(*loaded, other, Pairing::kSeparate), kPracticalThreshold);
    QCOMPARE(practical_threshold({}, machine, Pairing::kSeparate), kPracticalThreshold);
    noise.interleaved = 0.0001;
    QCOMPARE(practical_threshold(noise, machine, Pairing::kInterleaved), 0.005);
  }

  void the_threshold_says_where_it_comes_from() {
    QTemporaryDir folder;
    const QByteArray data_before = qgetenv("XDG_DATA_HOME");
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    const MachineInfo machine = sample_session().machine;
    QCOMPARE(threshold_for(machine, Pairing::kSeparate).from, std::string("default"));
    MachineNoise noise;
    noise.cpu_name = machine.cpu_name;
    noise.processors = machine.processors;
    noise.recorded = "2026-11-29T07:15:00Z";
    noise.separate = 0.04;
    QVERIFY(save_noise(noise, noise_file_path()).ok());
    const Threshold learned = threshold_for(machine, Pairing::kSeparate);
    QCOMPARE(learned.value, 0.04);
    QCOMPARE(learned.from, std::string("learned on 2026-11-29T07:15:00Z"));
    MachineInfo other = machine;
    other.processors = 2;
    QCOMPARE(threshold_for(other, Pairing::kSeparate).value, kPracticalThreshold);
    QFile file(QString::fromStdString(noise_file_path()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{") == 1);
    file.close();
    const Threshold damaged = threshold_for(machine, Pairing::kSeparate);
    QCOMPARE(damaged.value, kPracticalThreshold);
    QVERIFY(QString::fromStdString(damaged.problem).contains("damaged"));
    data_before.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", data_before);
  }

  void noise_is_learned_from_trials() {
    std::vector<ProfileSession> trials;
    for (int trial = 0; trial < 20; ++trial) {
      ProfileSession session = sample_session(8'000'000 + trial * 100'000);
      session.variants.push_back(session.variants[0]);
      for (int64_t& wall : session.variants[1].pictures[0].wall_ns) wall += wall / 100;
      trials.push_back(session);
    }
    const MachineNoise noise = learn_noise(trials);
    QCOMPARE(noise.trials, 20);
    QCOMPARE(noise.rounds, 5);
    QVERIFY(std::abs(noise.interleaved - 0.01) < 1e-6);
    QVERIFY2(noise.separate > 0.10 && noise.separate < 0.19, qPrintable(QString::number(noise.separate)));
  }

  void damaged_noise_is_an_error_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("cut off") << QByteArray("{\"format\": \"lightbench.noise\", \"ver");
    QTest::newRow("another file") << QByteArray(R"({"format": "lightbench.session", "version": 1})");
    QTest::newRow("newer") << QByteArray(R"({"format": "lightbench.noise", "version": 9})");
    QTest::newRow("a member is missing") << QByteArray(R"({"format": "lightbench.noise", "version": 1})");
    QTest::newRow("a list") << QByteArray("[]");
  }
  void damaged_noise_is_an_error() {
    QFETCH(QByteArray, text);
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(text);
    file.close();
    const Result<MachineNoise> loaded = load_noise(file.fileName().toStdString());
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().kind, ErrorKind::kInvalid);
  }
};

QTEST_GUILESS_MAIN(TestSessionFile)
#include "test_session_file.moc"
