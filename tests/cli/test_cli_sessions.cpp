// profile → diff → trend as a script uses them: files, exit codes, JSON, JUnit. No time is asserted but for work that
// differs by a hundred times.
#include <QtTest>

#include "engine/profile/machine.h"
#include "tests/cli/cli_process.h"

using namespace lightbench;
using namespace lightbench::testing;

class TestCliSessions : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  QString path(const QString& name) const { return folder_.filePath(name); }

  QJsonObject session(const QString& name) const {
    QFile file(path(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QJsonDocument::fromJson(file.readAll()).object();
  }

  Outcome record(const QString& name, const QStringList& more = {}) const {
    return run_cli(QStringList{"profile", path("blur.lbp"), "-i", path("photo.png"), "--rounds", "5", "--warmup", "1",
                               "-o", path(name)} +
                   more);
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not record");
    QVERIFY(folder_.isValid());
    qputenv("XDG_DATA_HOME", path("data").toUtf8());  // no calibration of this machine shows here
    write(path("made.lbp"), pattern_chain("x", R"("type": "invert")"));
    for (const QString& name : {QString("photo.png"), QString("other.png")}) {
      QCOMPARE(run_cli({"run", path("made.lbp"), "-o", path(name), "--set", QString("made.seed=%1").arg(name.size())})
                   .exit_code,
               0);
    }
    write(path("blur.lbp"),
          pipeline(R"({"id": "photo", "type": "input", "params": {"path": "photo.png"}},
                      {"id": "blur", "type": "nlm_denoise", "params": {"search": 1, "patch": 1, "strength": 0.5}},
                      {"id": "out", "type": "output", "params": {"path": "never.png"}})",
                   R"({"from": "photo.image", "to": "blur.image"}, {"from": "blur.image", "to": "out.image"})"));
    QVERIFY2(record("base.json", {"--tag", "nightly", "--tag", "main", "--note", "as it was"}).exit_code == 0, "base");
    // Some hundred times the work.
    QVERIFY2(record("slow.json", {"--set", "blur.search=20", "--set", "blur.patch=5"}).exit_code == 0, "slow");
  }

  void a_session_is_recorded() {
    const QJsonObject json = session("base.json");
    QCOMPARE(json["format"].toString(), QString("lightbench.session"));
    QCOMPARE(json["tags"].toArray(), (QJsonArray{"nightly", "main"}));
    QCOMPARE(json["notes"].toString(), QString("as it was"));
    const QJsonObject picture = json["variants"].toArray()[0].toObject()["pictures"].toArray()[0].toObject();
    QCOMPARE(picture["wall_ns"].toArray().size(), 5);
    QCOMPARE(picture["inputs"].toArray()[0].toObject()["path"].toString(), path("photo.png"));
    QVERIFY(!QFile::exists(path("never.png")));
  }

  void diff_of_a_session_with_itself() {
    const Outcome outcome = run_cli({"diff", path("base.json"), path("base.json"), "--fail-on", "1", "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    const QJsonObject json = outcome.json();
    QVERIFY(json["verdict"].toString() == "no-difference" || json["verdict"].toString() == "too-noisy");
    QCOMPARE(json["ratio"].toObject()["value"].toDouble(), 1.0);
    QCOMPARE(json["threshold_percent"].toDouble(), 2.0);
    QCOMPARE(json["threshold_from"].toString(), QString("default"));
    QVERIFY(json["changes"].toArray().isEmpty());
    QCOMPARE(json["outputs"].toArray()[0].toObject()["samples"].toString(), QString("identical"));
    QCOMPARE(json["failed"].toBool(), false);
  }

  void diff_names_what_changed_and_the_node_behind_it() {
    const Outcome outcome = run_cli({"diff", path("base.json"), path("slow.json"), "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    const QJsonObject json = outcome.json();
    QCOMPARE(json["verdict"].toString(), QString("slower"));
    QCOMPARE(json["changes"].toArray().size(), 2);
    QCOMPARE(json["changes"].toArray()[0].toObject()["what"].toString(), QString("blur.patch"));
    QCOMPARE(json["nodes"].toArray()[0].toObject()["id"].toString(), QString("blur"));
    QCOMPARE(json["nodes"].toArray()[0].toObject()["verdict"].toString(), QString("slower"));
    for (const QJsonValue& node : json["nodes"].toArray()) {
      if (node.toObject()["id"].toString() == "photo") QVERIFY(node.toObject()["base_ms"].isNull());
    }
    QVERIFY(json["outputs"].toArray()[0].toObject()["unknown_because"].toString().contains("--save-outputs"));
    const Outcome back = run_cli({"diff", path("slow.json"), path("base.json"), "--json", "--fail-on", "5"});
    QCOMPARE(back.exit_code, 0);
    QCOMPARE(back.json()["verdict"].toString(), QString("faster"));
    const Outcome text = run_cli({"diff", path("base.json"), path("slow.json")});
    QVERIFY2(text.out.startsWith("what changed:\n") && text.out.contains("\nslower: "), text.out);
  }

  void fail_on_decides_the_exit_code_data() {
    QTest::addColumn<QString>("limit");
    QTest::addColumn<int>("exit_code");
    QTest::newRow("exceeded") << "5" << 1;
    QTest::newRow("with its sign") << "5%" << 1;
    QTest::newRow("zero") << "0" << 1;
    QTest::newRow("not a number") << "much" << 2;
    QTest::newRow("negative") << "-5" << 2;
    QTest::newRow("beyond sense") << "5000" << 2;
  }
  void fail_on_decides_the_exit_code() {
    QFETCH(QString, limit);
    QFETCH(int, exit_code);
    const Outcome outcome = run_cli({"diff", path("base.json"), path("slow.json"), "--fail-on=" + limit, "--json"});
    QCOMPARE(outcome.exit_code, exit_code);
    QVERIFY2(outcome.error.contains("error: "), outcome.error);
    if (exit_code == 1) {
      QCOMPARE(outcome.json()["failed"].toBool(), true);
      QVERIFY2(outcome.error.contains("slower than the base"), outcome.error);
    } else {
      QVERIFY(outcome.json().contains("error"));
    }
  }

  void junit_is_well_formed_and_fails_with_the_command() {
    for (const bool slower : {true, false}) {
      const QString base = path(slower ? "base.json" : "slow.json"), current = path(slower ? "slow.json" : "base.json");
      QCOMPARE(run_cli({"diff", base, current, "--fail-on", "5", "--junit", path("junit.xml")}).exit_code,
               slower ? 1 : 0);
      QFile file(path("junit.xml"));
      QVERIFY(file.open(QIODevice::ReadOnly));
      QXmlStreamReader reader(&file);
      int cases = 0, failures = 0, declared_cases = -1, declared_failures = -1;
      while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement) continue;
        if (reader.name() == QLatin1String("testsuite")) {
          declared_cases = reader.attributes().value("tests").toInt();
          declared_failures = reader.attributes().value("failures").toInt();
        }
        cases += reader.name() == QLatin1String("testcase");
        failures += reader.name() == QLatin1String("failure");
      }
      QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
      QVERIFY(cases >= 2);
      QCOMPARE(cases, declared_cases);
      QCOMPARE(failures, slower ? 1 : 0);
      QCOMPARE(failures, declared_failures);
    }
  }

  void outputs_that_were_kept_are_compared() {
    QCOMPARE(record("kept_a.json", {"--save-outputs", path("a")}).exit_code, 0);
    QCOMPARE(record("kept_b.json", {"--save-outputs", path("b"), "--set", "blur.strength=0.9"}).exit_code, 0);
    const Outcome outcome = run_cli({"diff", path("kept_a.json"), path("kept_b.json"), "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    const QJsonObject output = outcome.json()["outputs"].toArray()[0].toObject();
    QCOMPARE(output["samples"].toString(), QString("different"));
    QVERIFY(output["metrics"].toObject()["psnr_db"].toDouble() > 0);
    // The same, from pictures that are given.
    const Outcome given = run_cli(
        {"diff", path("base.json"), path("slow.json"), "--json", "--pictures", path("photo.png"), path("other.png")});
    QVERIFY2(given.exit_code == 0, given.error);
    QVERIFY(given.json()["outputs"].toArray()[0].toObject()["metrics"].toObject().contains("ssim"));
  }

  void against_another_parameter_pipeline_and_instruction_set_data() {
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<QStringList>("changes");
    QTest::newRow("parameter") << QStringList{"--against-set", "blur.search=4"} << QStringList{"blur.search"};
    QTest::newRow("pipeline") << QStringList{"--against", path("against.lbp")}
                              << QStringList{"blur.search", "node more", "link", "link", "link"};
    QTest::newRow("instruction set") << QStringList{"--against-isa", "scalar"} << QStringList{"instruction set"};
    QTest::newRow("backend") << QStringList{"--against-backend", "cpu"} << QStringList{"backend"};
  }
  void against_another_parameter_pipeline_and_instruction_set() {
    QFETCH(QStringList, flags);
    QFETCH(QStringList, changes);
    write(path("against.lbp"),
          pipeline(R"({"id": "photo", "type": "input", "params": {"path": "photo.png"}},
                      {"id": "blur", "type": "nlm_denoise", "params": {"search": 2, "patch": 1, "strength": 0.5}},
                      {"id": "more", "type": "invert"},
                      {"id": "out", "type": "output", "params": {"path": "never.png"}})",
                   R"({"from": "photo.image", "to": "blur.image"}, {"from": "blur.image", "to": "more.image"},
                      {"from": "more.image", "to": "out.image"})"));
    const Outcome recorded = record("two.json", flags);
    QVERIFY2(recorded.exit_code == 0, recorded.error);
    QCOMPARE(session("two.json")["variants"].toArray().size(), 2);
    const Outcome outcome = run_cli({"diff", path("two.json"), "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    QCOMPARE(outcome.json()["interleaved"].toBool(), true);
    QStringList found;
    for (const QJsonValue& change : outcome.json()["changes"].toArray())
      found.append(change.toObject()["what"].toString());
    QCOMPARE(found, changes);
  }

  void against_another_build() {
    const Outcome recorded = record("builds.json", {"--against-build", LIGHTBENCH_CLI, "--note", "twice the same"});
    QVERIFY2(recorded.exit_code == 0, recorded.error);
    const QJsonObject json = session("builds.json");
    QCOMPARE(json["notes"].toString(), QString("twice the same"));
    QCOMPARE(json["variants"].toArray().size(), 2);
    qint64 last = -1;
    for (const QJsonValue& variant : json["variants"].toArray()) {
      const QJsonObject picture = variant.toObject()["pictures"].toArray()[0].toObject();
      QCOMPARE(picture["wall_ns"].toArray().size(), 5);
      QVERIFY(picture["start_ns"].toArray()[0].toInteger() > last);
      last = picture["start_ns"].toArray()[0].toInteger();
    }
    QCOMPARE(run_cli({"diff", path("builds.json")}).exit_code, 0);
    const Outcome failing = record("builds.json", {"--against-build", "/bin/false"});
    QCOMPARE(failing.exit_code, 1);
    QVERIFY2(failing.error.contains("/bin/false"), failing.error);
  }

  void several_pictures() {
    QVERIFY2(record("pictures.json", {"-i", path("other.png")}).exit_code == 0, "two pictures");
    QCOMPARE(session("pictures.json")["variants"].toArray()[0].toObject()["pictures"].toArray().size(), 2);
    const Outcome outcome = run_cli({"diff", path("base.json"), path("pictures.json"), "--json"});
    QCOMPARE(outcome.exit_code, 0);
    QVERIFY2(outcome.error.contains("warning: the pictures differ"), outcome.error);
  }

  void calibration_is_kept_and_used() {
    const Outcome calibrated = run_cli({"profile", path("blur.lbp"), "--calibrate", "--rounds", "5", "--warmup", "1"});
    QVERIFY2(calibrated.exit_code == 0, calibrated.error);
    QVERIFY(QFile::exists(path("data/lightbench/noise.json")));
    const Outcome outcome = run_cli({"diff", path("base.json"), path("slow.json"), "--json"});
    QVERIFY2(outcome.json()["threshold_from"].toString().startsWith("learned on 20"), outcome.out);
    write(path("data/lightbench/noise.json"), "{\"format\":");
    const Outcome damaged = run_cli({"diff", path("base.json"), path("slow.json"), "--json"});
    QCOMPARE(damaged.exit_code, 0);
    QVERIFY2(damaged.error.contains("warning: the calibration is damaged"), damaged.error);
    QCOMPARE(damaged.json()["threshold_from"].toString(), QString("default"));
    QVERIFY(QFile::remove(path("data/lightbench/noise.json")));
    const Outcome given = run_cli({"diff", path("base.json"), path("slow.json"), "--json", "--threshold", "7%"});
    QCOMPARE(given.json()["threshold_percent"].toDouble(), 7.0);
  }

  void trend_of_a_folder() {
    QDir(folder_.path()).mkpath("library");
    QFile base(path("base.json"));
    QVERIFY(base.open(QIODevice::ReadOnly));
    const QByteArray text = base.readAll();
    const QRegularExpression date("\"recorded\": \"[^\"]*\"");
    for (int day = 1; day <= 9; ++day) {
      QString dated = QString::fromUtf8(text);
      dated.replace(date, QString("\"recorded\": \"2026-01-0%1T00:00:00Z\"").arg(day));
      write(path(QString("library/%1.json").arg(10 - day)), dated.toUtf8());
    }
    write(path("library/stray.json"), "{}");
    const Outcome outcome =
        run_cli({"trend", path("library"), path("slow.json"), "--json", "--html", path("trend.html")});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    QVERIFY2(outcome.error.contains("passed over") && outcome.error.contains("stray.json"), outcome.error);
    const QJsonArray trends = outcome.json()["trends"].toArray();
    QCOMPARE(trends.size(), 1);
    const QJsonArray points = trends[0].toObject()["points"].toArray();
    QCOMPARE(points.size(), 10);
    QCOMPARE(points[0].toObject()["recorded"].toString(), QString("2026-01-01T00:00:00Z"));
    QVERIFY(QFile(path("trend.html")).size() > 1000);
    QCOMPARE(run_cli({"trend", path("library/stray.json")}).exit_code, 2);
    QDir(folder_.path()).mkpath("empty");
    const Outcome none = run_cli({"trend", path("empty"), "--json"});
    QCOMPARE(none.exit_code, 2);
    QVERIFY(none.json().contains("error"));
  }

  void bad_input_is_named_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit_code");
    QTest::addColumn<QString>("message");
    const QString base = path("base.json"), pipeline_path = path("blur.lbp");
    QTest::newRow("cut off") << QStringList{"diff", base, path("cut.json")} << 2 << "cut.json";
    QTest::newRow("a pipeline for a session") << QStringList{"diff", base, pipeline_path} << 2 << "not a session";
    QTest::newRow("missing") << QStringList{"diff", base, path("none.json")} << 2 << "none.json";
    QTest::newRow("nothing to compare with") << QStringList{"diff", base} << 2 << "nothing to compare with";
    QTest::newRow("pictures of another") << QStringList{"diff", base, base, "--pictures", base} << 2 << "--pictures";
    QTest::newRow("no session named") << QStringList{"profile", pipeline_path} << 2 << "-o SESSION.json";
    QTest::newRow("no such node") << QStringList{"profile",      pipeline_path,   "-o",
                                                 path("x.json"), "--against-set", "no.such=1"}
                                  << 2 << "no node is called no";
    QTest::newRow("calibrating a comparison")
        << QStringList{"profile", pipeline_path, "--calibrate", "--against-isa", "sse4"} << 2 << "--calibrate";
    QTest::newRow("two comparisons") << QStringList{"profile",         pipeline_path,   "-o",
                                                    path("x.json"),    "--against-isa", "sse4",
                                                    "--against-build", LIGHTBENCH_CLI}
                                     << 2 << "--against-build";
    QTest::newRow("cannot be written") << QStringList{"profile",  pipeline_path, "--rounds", "1",
                                                      "--warmup", "0",           "-o",       path("no/such/x.json")}
                                       << 1 << "x.json";
  }
  void bad_input_is_named() {
    QFETCH(QStringList, arguments);
    QFETCH(int, exit_code);
    QFETCH(QString, message);
    QFile base(path("base.json"));
    QVERIFY(base.open(QIODevice::ReadOnly));
    write(path("cut.json"), base.read(700));
    const Outcome outcome = run_cli(arguments);
    QCOMPARE(outcome.exit_code, exit_code);
    QVERIFY2(outcome.error.contains("error: ") && outcome.error.contains(message.toUtf8()), outcome.error);
  }

  void a_race_as_json() {
    const Outcome outcome = run_cli(
        {"race", path("blur.lbp"), "blur", "-i", path("photo.png"), "--rounds", "5", "--precision", "f16", "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    const QJsonObject json = outcome.json();
    QCOMPARE(json["node"].toString(), QString("blur"));
    QCOMPARE(json["inputs"].toObject()["image"].toObject()["width"].toInt(), 97);
    int now = 0, references = 0;
    for (const QJsonValue& value : json["entries"].toArray()) {
      const QJsonObject entry = value.toObject();
      now += entry["now"].toBool();
      references += entry["reference"].toBool();
      if (entry["now"].toBool()) QCOMPARE(entry["precision"].toString(), QString("f16"));
      if (entry.contains("left_out")) continue;
      QVERIFY(!entry["time_ns"].toArray().isEmpty() && entry["time_ns"].toArray().size() <= 5);
      QVERIFY(entry["from_reference"].toObject()["max_abs_diff"].toDouble() < 0.01);
      QCOMPARE(entry["ratio_to_now"].isNull(), entry["now"].toBool());
    }
    QCOMPARE(now, 1);
    QCOMPARE(references, 1);
  }

  void a_race_as_a_table() {
    const Outcome outcome = run_cli({"race", path("blur.lbp"), "blur", "-i", path("photo.png"), "--rounds", "2"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    QVERIFY2(outcome.out.startsWith("blur (nlm_denoise), image 97 × 61, 3 channels, u8; "), outcome.out);
    QVERIFY2(outcome.out.contains("\ncpu scalar f32 ") && outcome.out.contains("too few rounds for a verdict"),
             outcome.out);
    QVERIFY2(outcome.out.contains("held against cpu scalar f32"), outcome.out);
  }

  void a_race_of_what_cannot_race() {
    const Outcome near = run_cli({"race", path("blur.lbp"), "blurr", "-i", path("photo.png"), "--json"});
    QCOMPARE(near.exit_code, 2);
    QVERIFY2(near.error.contains("did you mean blur?"), near.error);
    QVERIFY(near.json().contains("error"));
    QVERIFY(run_cli({"race", path("blur.lbp"), "photo", "-i", path("photo.png")}).error.contains("it reads a file"));
    QCOMPARE(run_cli({"race", path("blur.lbp")}).exit_code, 2);
    QCOMPARE(run_cli({"race", path("blur.lbp"), "blur", "--rounds", "0"}).exit_code, 2);
  }
};

QTEST_GUILESS_MAIN(TestCliSessions)
#include "test_cli_sessions.moc"
