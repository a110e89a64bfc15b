// lightbench-cli as a user and a script meet it: exit codes, messages, files, JSON. DISPLAY is unset throughout.
#include <QtTest>

#include <csignal>

#include "engine/image/codecs/codec.h"
#include "tests/cli/cli_process.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

void append_chunk(QByteArray& png, const QByteArray& type_and_data) {
  const auto append_number = [&](quint32 number) {
    for (int shift = 24; shift >= 0; shift -= 8) png.append(static_cast<char>(number >> shift));
  };
  append_number(static_cast<quint32>(type_and_data.size() - 4));
  png.append(type_and_data);
  quint32 crc = 0xffffffff;
  for (const char byte : type_and_data) {
    crc ^= static_cast<quint8>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) ? 0xedb88320u : 0);
  }
  append_number(crc ^ 0xffffffff);
}

}  // namespace

class TestCli : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  QString path(const QString& name) const { return folder_.filePath(name); }

  Image picture(const QString& name) {
    static BufferPool pool;
    Result<Image> image = decode_file(path(name).toStdString(), {}, pool);
    return image ? *image : Image();
  }

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    write(path("exposure.lbp"), pattern_chain("x", R"("type": "exposure", "params": {"stops": -1})"));
  }

  void needs_no_gui_library() {
    QProcess ldd;
    ldd.start("ldd", {LIGHTBENCH_CLI});
    QVERIFY(ldd.waitForFinished());
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY(!libraries.isEmpty());
    QVERIFY2(!libraries.contains("Qt6") && !libraries.contains("Qt5"), libraries);
  }

  void run_writes_the_picture_and_exits_0() {
    const Outcome outcome = run_cli({"run", path("exposure.lbp")});
    QCOMPARE(outcome.exit_code, 0);
    QVERIFY2(outcome.error.isEmpty(), outcome.error);
    QCOMPARE(picture("out.png").spec().size(), (Size{97, 61}));
  }

  void paths_are_relative_to_the_pipeline_file() {
    QDir(folder_.path()).mkpath("deep");
    write(path("deep/p.lbp"), pattern_chain("x", R"("type": "invert")"));
    QCOMPARE(run_cli({"run", "deep/p.lbp"}, folder_.path()).exit_code, 0);
    QVERIFY(QFile::exists(path("deep/out.png")));
  }

  void input_output_and_set_arguments() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "-o", path("first.png"), "--set", "x.stops=0"}).exit_code, 0);
    write(path("io.lbp"),
          pipeline(R"({"id": "photo", "type": "input", "params": {"path": "nowhere.png"}},
                                      {"id": "x", "type": "exposure"}, {"id": "out", "type": "output", "params": {"path": "o.png"}})",
                   R"({"from": "photo.image", "to": "x.image"}, {"from": "x.image", "to": "out.image"})"));
    const Outcome outcome = run_cli({"run", path("io.lbp"), "-i", path("first.png"), "-o", "out=" + path("second.png"),
                                     "--set", "x.stops=1", "--json"});
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    const Image first = picture("first.png"), second = picture("second.png");
    for (int y = 0; y < 61; y += 7) {
      const int before = first.plane<uint8_t>(0).at(3, y);
      QCOMPARE(int{second.plane<uint8_t>(0).at(3, y)}, std::min(255, 2 * before));
    }
    QCOMPARE(outcome.json()["outputs"].toArray()[0].toObject()["format"].toString(), QString("u8"));
  }

  void json_is_one_document_with_the_contract_members() {
    const Outcome outcome = run_cli({"run", path("exposure.lbp"), "--json", "--repeat", "5", "--warmup", "2"});
    QCOMPARE(outcome.exit_code, 0);
    const QJsonObject json = outcome.json();
    QVERIFY(!json.isEmpty());
    for (const char* name : {"cold", "median", "min", "p95"}) QVERIFY(json["wall_ms"].toObject()[name].isDouble());
    QVERIFY(json["peak_rss_bytes"].toDouble() > 0);
    QCOMPARE(json["rounds"].toArray().size(), 5);
    QCOMPARE(json["nodes"].toArray().size(), 3);
    for (const QJsonValue& node : json["nodes"].toArray()) {
      for (const char* name : {"id", "type", "backend", "isa", "self_ms", "bytes_read", "bytes_written", "cache",
                               "fused_group", "values"}) {
        QVERIFY2(node.toObject().contains(name), name);
      }
    }
    QVERIFY(json["warnings"].isArray());
  }

  void nodes_and_unattributed_are_the_wall() {
    const QJsonObject json = run_cli({"run", path("exposure.lbp"), "--json", "--repeat", "9"}).json();
    double sum = json["unattributed_ms"].toDouble();
    for (const QJsonValue& node : json["nodes"].toArray())
      sum += node.toObject()["self_ms"].toObject()["median"].toDouble();
    const double wall = json["wall_ms"].toObject()["median"].toDouble();
    QVERIFY(std::abs(sum - wall) <= 0.01 * wall);
    for (const QJsonValue& round : json["rounds"].toArray()) {
      const QJsonObject r = round.toObject();
      QVERIFY(r["unattributed_ms"].toDouble() >= 0);
      QVERIFY(std::abs(r["nodes_ms"].toDouble() + r["unattributed_ms"].toDouble() - r["wall_ms"].toDouble()) < 1e-6);
    }
  }

  void profile_and_trace_files() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "--profile", path("p.json"), "--trace", path("t.json")}).exit_code,
             0);
    QFile trace(path("t.json"));
    QVERIFY(trace.open(QIODevice::ReadOnly));
    const QJsonArray events = QJsonDocument::fromJson(trace.readAll()).object()["traceEvents"].toArray();
    QVERIFY(events.size() > 3);
    QFile profile(path("p.json"));
    QVERIFY(profile.open(QIODevice::ReadOnly));
    QVERIFY(QJsonDocument::fromJson(profile.readAll()).object().contains("wall_ms"));
  }

  // With the names of the files, outside the rounds and their walls.
  void the_trace_has_files_read_and_written() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "-o", path("read.png")}).exit_code, 0);
    write(path("reads.lbp"), R"({"format": "lightbench.pipeline", "version": 1, "nodes": [
      {"id": "in", "type": "input", "params": {"path": "read.png"}}, {"id": "x", "type": "invert"},
      {"id": "out", "type": "output", "params": {"path": "out.png"}}],
      "links": [{"from": "in.image", "to": "x.image"}, {"from": "x.image", "to": "out.image"}]})");
    const Outcome outcome = run_cli(
        {"run", path("reads.lbp"), "-o", path("traced.png"), "--repeat", "3", "--json", "--trace", path("files.json")});
    QCOMPARE(outcome.exit_code, 0);
    QFile trace(path("files.json"));
    QVERIFY(trace.open(QIODevice::ReadOnly));
    double first_start = -1, last_end = -1, decoded = -1, encode_start = -1;
    std::vector<double> walls;
    for (const QJsonValue& value : QJsonDocument::fromJson(trace.readAll()).object()["traceEvents"].toArray()) {
      const QJsonObject event = value.toObject();
      const double start = event["ts"].toDouble(), end = start + event["dur"].toDouble();
      const QString file = event["args"].toObject()["file"].toString();
      if (event["cat"] == "run") {
        if (first_start < 0) first_start = start;
        last_end = end;
        walls.push_back(event["dur"].toDouble() / 1e3);
      } else if (event["cat"] == "decode") {
        decoded = end;
        QCOMPARE(QFileInfo(file).fileName(), QString("read.png"));
      } else if (event["cat"] == "encode") {
        encode_start = start;
        QCOMPARE(QFileInfo(file).fileName(), QString("traced.png"));
      }
    }
    QVERIFY(decoded >= 0 && decoded <= first_start);
    QVERIFY(encode_start >= last_end);
    const QJsonArray rounds = outcome.json()["rounds"].toArray();
    QCOMPARE(walls.size(), static_cast<size_t>(rounds.size()));
    for (size_t i = 0; i < walls.size(); ++i) {
      QVERIFY(std::abs(walls[i] - rounds[static_cast<int>(i)].toObject()["wall_ms"].toDouble()) < 1e-3);
    }
  }

  void every_instruction_set_of_the_machine_runs() {
    const QJsonArray sets = run_cli({"devices", "--json"}).json()["cpu"].toObject()["isa"].toArray();
    QVERIFY(!sets.isEmpty());
    for (const QJsonValue& isa : sets) {
      const Outcome outcome =
          run_cli({"run", path("exposure.lbp"), "-o", path("isa.png"), "--isa", isa.toString(), "--json"});
      QCOMPARE(outcome.exit_code, 0);
      bool reported = false;
      for (const QJsonValue& node : outcome.json()["nodes"].toArray()) {
        reported = reported || node.toObject()["isa"].toString() == isa.toString();
      }
      QVERIFY2(reported, qPrintable(isa.toString()));
    }
  }

  // From the second round on the photograph comes from the cache: it is in memory all the same.
  void predicts_the_memory_of_what_it_keeps() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "-o", path("photograph.png")}).exit_code, 0);
    const int64_t samples = picture("photograph.png").spec().pixels() * picture("photograph.png").channels();
    write(path("median.lbp"),
          pipeline(R"({"id": "in", "type": "input"}, {"id": "m", "type": "median"},
                                          {"id": "out", "type": "output", "params": {"path": "median.png"}})",
                   R"({"from": "in.image", "to": "m.image"}, {"from": "m.image", "to": "out.image"})"));
    const QJsonObject json =
        run_cli({"run", path("median.lbp"), "-i", path("photograph.png"), "--precision", "u8", "--json"}).json();
    const double predicted = json["memory"].toObject()["predicted_peak_bytes"].toDouble();
    QVERIFY2(predicted >= 2.0 * static_cast<double>(samples), qPrintable(QString::number(predicted)));
    QVERIFY(predicted <= json["memory"].toObject()["peak_buffer_bytes"].toDouble());
  }

  // Two pointwise nodes share a pass unless told not to; the JSON says so, and what the plan predicted was counted.
  void fuses_and_explains() {
    const QByteArray file = R"({"format": "lightbench.pipeline", "version": 1, "name": "two", "nodes": [
      {"id": "in", "type": "test_pattern", "params": {"width": 300, "height": 200}},
      {"id": "a", "type": "exposure", "params": {"stops": 0.5}}, {"id": "b", "type": "invert"},
      {"id": "out", "type": "output", "params": {"path": "two.png"}}],
      "links": [{"from": "in.image", "to": "a.image"}, {"from": "a.image", "to": "b.image"},
                {"from": "b.image", "to": "out.image"}]})";
    write(path("two.lbp"), file);
    const auto group = [](const QJsonObject& json, const QString& id) -> QJsonValue {
      for (const QJsonValue& node : json["nodes"].toArray()) {
        if (node.toObject()["id"].toString() == id) return node.toObject()["fused_group"];
      }
      return QJsonValue(QJsonValue::Undefined);
    };
    const QJsonObject fused = run_cli({"run", path("two.lbp"), "-o", path("fused.png"), "--json"}).json();
    QVERIFY(group(fused, "a").isDouble());
    QCOMPARE(group(fused, "a"), group(fused, "b"));
    const QJsonObject bytes = fused["bytes"].toObject();
    QCOMPARE(bytes["read"], bytes["predicted_read"]);
    QCOMPARE(bytes["written"], bytes["predicted_written"]);
    QVERIFY(fused["memory"].toObject()["peak_buffer_bytes"].toDouble() > 0);
    const QJsonObject apart = run_cli({"run", path("two.lbp"), "-o", path("apart.png"), "--no-fuse", "--json"}).json();
    QVERIFY(group(apart, "a").isNull());
    const QJsonObject compared = run_cli({"compare", path("fused.png"), path("apart.png"), "--json"}).json();
    QVERIFY(compared["max_abs_diff"].toDouble() <= 1.01 / 255);
    const Outcome explained = run_cli({"run", path("two.lbp"), "--explain"});
    QCOMPARE(explained.exit_code, 0);
    QVERIFY2(explained.out.contains("one pass over 2 nodes"), explained.out.constData());
    QVERIFY(run_cli({"run", path("two.lbp"), "--explain", "--no-fuse"}).out.contains("fusion is off"));
  }

  void scalar_agrees_with_the_vector_path() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "-o", path("a.png")}).exit_code, 0);
    const Outcome scalar = run_cli({"run", path("exposure.lbp"), "-o", path("b.png"), "--isa", "scalar", "--json"});
    QCOMPARE(scalar.exit_code, 0);
    const Outcome compared = run_cli({"compare", path("a.png"), path("b.png"), "--json"});
    QCOMPARE(compared.exit_code, 0);
    QVERIFY(compared.json()["max_abs_diff"].toDouble() <= 1.01 / 255);
  }

  void compare_identical_pictures() {
    QCOMPARE(run_cli({"run", path("exposure.lbp"), "-o", path("same.png")}).exit_code, 0);
    const QJsonObject json = run_cli({"compare", path("same.png"), path("same.png"), "--json"}).json();
    QCOMPARE(json["identical"].toBool(), true);
    QVERIFY(json["psnr_db"].isNull());
    QCOMPARE(json["mse"].toDouble(), 0.0);
    QCOMPARE(json["ssim"].toDouble(), 1.0);
    QCOMPARE(json["mean_delta_e2000"].toDouble(), 0.0);
  }

  void the_reference_page_is_up_to_date() {
    const Outcome outcome = run_cli({"nodes", "--markdown"});
    QCOMPARE(outcome.exit_code, 0);
    QVERIFY(outcome.out.contains("### split_channels"));
    QFile page(LIGHTBENCH_SOURCE_DIR "/docs/operators.md");
    QVERIFY(page.open(QIODevice::ReadOnly));
    QVERIFY2(page.readAll() == outcome.out, "refresh it: lightbench-cli nodes --markdown > docs/operators.md");
  }

  // From the input through "split.g" into a file.
  void links_of_several_outputs() {
    QTemporaryDir folder;
    write(folder.filePath("swap.lbp"),
          pipeline(kPattern + R"(, {"id": "tint", "type": "color_matrix",
                     "params": {"matrix": [[1, 0, 0, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]]}},
                     {"id": "split", "type": "split_channels"},
                     {"id": "out", "type": "output", "params": {"path": "green.png"}})",
                   R"({"from": "made.image", "to": "tint.image"}, {"from": "tint.image", "to": "split.image"},
                      {"from": "split.g", "to": "out.image"})"));
    const Outcome outcome = run_cli({"run", "swap.lbp", "--json"}, folder.path());
    QCOMPARE(outcome.exit_code, 0);
    QCOMPARE(outcome.json()["outputs"].toArray().at(0)["channels"].toInt(), 1);
    write(folder.filePath("wrong.lbp"), pipeline(kPattern + R"(, {"id": "split", "type": "split_channels"},
                     {"id": "out", "type": "output", "params": {"path": "green.png"}})",
                                                 R"({"from": "made.image", "to": "split.image"},
                      {"from": "split.k", "to": "out.image"})"));
    const Outcome wrong = run_cli({"check", "wrong.lbp"}, folder.path());
    QCOMPARE(wrong.exit_code, 2);
    QVERIFY2(wrong.error.contains("split"), wrong.error.constData());
  }

  // The node, the file and what to do.
  void a_missing_table_is_named() {
    QTemporaryDir folder;
    write(folder.filePath("look.lbp"),
          pipeline(kPattern + R"(, {"id": "look", "type": "lut3d", "params": {"path": "gone.cube"}},
                     {"id": "out", "type": "output", "params": {"path": "out.png"}})",
                   R"({"from": "made.image", "to": "look.image"}, {"from": "look.image", "to": "out.image"})"));
    for (const char* command : {"check", "run"}) {
      const Outcome outcome = run_cli({command, "look.lbp"}, folder.path());
      QCOMPARE(outcome.exit_code, 2);
      for (const char* word : {"look", "gone.cube", "choose"}) QVERIFY2(outcome.error.contains(word), outcome.error);
    }
  }

  void nodes_lists_every_operator_with_docs() {
    const Outcome outcome = run_cli({"nodes", "--json"});
    QCOMPARE(outcome.exit_code, 0);
    QStringList ids;
    for (const QJsonValue& node : outcome.json()["nodes"].toArray()) {
      ids << node.toObject()["id"].toString();
      QVERIFY2(!node.toObject()["doc"].toObject()["summary"].toString().isEmpty(), qPrintable(ids.last()));
    }
    for (const char* wanted : {"input",         "output",    "test_pattern",   "exposure",       "brightness_contrast",
                               "gamma",         "levels",    "curve",          "invert",         "saturation",
                               "color_matrix",  "grayscale", "srgb_to_linear", "linear_to_srgb", "vignette",
                               "threshold",     "box_blur",  "gaussian_blur",  "fast_blur",      "median",
                               "unsharp_mask",  "convolve",  "sobel",          "erode",          "dilate",
                               "resize",        "crop",      "flip",           "blend",          "add_noise",
                               "image_metrics", "onnx_model"}) {
      QVERIFY2(ids.contains(wanted), wanted);
    }
    QVERIFY(run_cli({"nodes"}).out.contains("gaussian_blur"));
  }

  void devices_reports_measured_bandwidth() {
    const QJsonObject json = run_cli({"devices", "--json"}).json();
    QVERIFY(json["memory"].toObject()["copy_gb_per_s"].toDouble() > 0);
    QVERIFY(json["cpu"].toObject()["processors"].toInt() >= 1);
    QVERIFY(json["vulkan"].isArray());
  }

  // On the graphics card where there is one, else on the processor with the reason: the same picture either way.
  void the_vulkan_backend_says_what_it_did() {
    write(path("chain.lbp"), pattern_chain("x", R"("type": "exposure", "params": {"stops": 0.5})"));
    const QStringList run{"run", path("chain.lbp"), "--json", "--repeat", "2"};
    const QJsonObject json = run_cli(run + QStringList{"--backend", "vulkan", "-o", path("card.png")}).json();
    run_cli(run + QStringList{"-o", path("processor.png")});
    const QJsonObject same = run_cli({"compare", path("card.png"), path("processor.png"), "--json"}).json();
    QVERIFY(same["max_abs_diff"].toDouble() <= 1.01 / 255);
    QJsonObject node;
    for (const QJsonValue& each : json["nodes"].toArray()) {
      if (each.toObject()["id"] == "x") node = each.toObject();
    }
    QCOMPARE(node["requested_backend"].toString(), QString("vulkan"));
    if (json["gpu"].isNull()) {
      QCOMPARE(node["backend"].toString(), QString("cpu"));
      QVERIFY(!node["fallback"].toString().isEmpty());
      QVERIFY(!json["warnings"].toArray().isEmpty());
      QSKIP("no Vulkan here");
    }
    QCOMPARE(node["backend"].toString(), QString("vulkan"));
    QVERIFY(!json["gpu"].toObject()["device"].toString().isEmpty());
    QCOMPARE(json["transfers"].toArray().size(), 1);  // the pattern is made there
    for (const QJsonValue& transfer : json["transfers"].toArray()) {
      QVERIFY(transfer.toObject()["bytes"].toDouble() > 0);
      QVERIFY(transfer.toObject()["gb_per_s"].toDouble() > 0);
    }
    QVERIFY(!run_cli({"devices", "--json"}).json()["vulkan"].toArray().isEmpty());
  }

  void without_a_driver_everything_runs() {
    write(path("chain.lbp"), pattern_chain("x", R"("type": "exposure", "params": {"stops": 0.5})"));
    const bool set = qEnvironmentVariableIsSet("VK_DRIVER_FILES");
    const QByteArray driver = qgetenv("VK_DRIVER_FILES");
    qputenv("VK_DRIVER_FILES", "/nonexistent.json");
    const Outcome outcome = run_cli({"run", path("chain.lbp"), "--backend", "vulkan", "-o", path("none.png")});
    const QJsonObject devices = run_cli({"devices", "--json"}).json();
    set ? qputenv("VK_DRIVER_FILES", driver) : qunsetenv("VK_DRIVER_FILES");
    QCOMPARE(outcome.exit_code, 0);
    QVERIFY2(outcome.error.contains("x") && outcome.error.contains("no Vulkan driver"), outcome.error);
    QVERIFY(QFile::exists(path("none.png")));
    QVERIFY(devices["vulkan"].toArray().isEmpty());
    QVERIFY(devices["vulkan_error"].toString().contains("driver"));
  }

  void wrong_input_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("extra");
    QTest::addColumn<int>("exit_code");
    QTest::addColumn<QStringList>("mentions");
    const QByteArray good = pattern_chain("x", R"("type": "exposure")");
    const auto row = [](const char* name, const QByteArray& file, const QStringList& extra, int code,
                        const QStringList& mentions) { QTest::newRow(name) << file << extra << code << mentions; };
    row("not json", "{ nonsense", {}, 2, {"bad.lbp"});
    row("another format", "{\"format\": \"x\", \"version\": 1}", {}, 2, {"bad.lbp"});
    row("unknown node type", pattern_chain("x", R"("type": "gausian_blur")"), {}, 2,
        {"x", "gausian_blur", "gaussian_blur"});
    row("unknown parameter", pattern_chain("x", R"("type": "exposure", "params": {"stop": 1})"), {}, 2, {"x", "stop"});
    row("wrong type", pattern_chain("x", R"("type": "exposure", "params": {"stops": "much"})"), {}, 2, {"x", "stops"});
    row("out of range", pattern_chain("x", R"("type": "box_blur", "params": {"radius": -3})"), {}, 2,
        {"x", "radius", "-3"});
    row("missing link",
        pipeline(R"({"id": "x", "type": "invert"}, {"id": "out", "type": "output", "params": {"path": "o.png"}})",
                 R"({"from": "x.image", "to": "out.image"})"),
        {}, 2, {"x", "image"});
    row("no such port",
        pipeline(kPattern + R"(, {"id": "out", "type": "output", "params": {"path": "o.png"}})",
                 R"({"from": "made.picture", "to": "out.image"})"),
        {}, 2, {"picture"});
    row("cycle",
        pipeline(R"({"id": "a", "type": "invert"}, {"id": "b", "type": "invert"})",
                 R"({"from": "a.image", "to": "b.image"}, {"from": "b.image", "to": "a.image"})"),
        {}, 2, {"cycle"});
    row("no output", pipeline(kPattern, ""), {}, 2, {"output"});
    row("missing picture",
        pipeline(
            R"({"id": "photo", "type": "input", "params": {"path": "gone.png"}}, {"id": "out", "type": "output", "params": {"path": "o.png"}})",
            R"({"from": "photo.image", "to": "out.image"})"),
        {}, 2, {"photo", "gone.png"});
    row("crop misses", pattern_chain("x", R"("type": "crop", "params": {"x": 500, "y": 0, "width": 5, "height": 5})"),
        {}, 2, {"x"});
    row("unwritable", good, {"-o", "/no/such/folder/o.png"}, 1, {"out", "/no/such/folder/o.png"});
    row("unknown extension", good, {"-o", "o.xyz"}, 2, {"out", "xyz"});
    row("unknown node in -i", good, {"-i", "nobody=a.png"}, 2, {"nobody"});
    row("unknown node in --set", good, {"--set", "nobody.stops=1"}, 2, {"nobody", "x"});
    row("unknown parameter in --set", good, {"--set", "x.stop=1"}, 2, {"stop"});
    row("bad value in --set", good, {"--set", "x.stops=lots"}, 2, {"x", "stops"});
    row("nan in --set", good, {"--set", "x.stops=nan"}, 2, {"stops"});
    row("unknown flag", good, {"--frobnicate"}, 2, {"frobnicate"});
    row("unknown instruction set", good, {"--isa", "mmx"}, 2, {"mmx"});
    row("negative threads", good, {"--threads", "-1"}, 2, {"threads"});
  }
  void wrong_input() {
    QFETCH(QByteArray, file);
    QFETCH(QStringList, extra);
    QFETCH(int, exit_code);
    QFETCH(QStringList, mentions);
    write(path("bad.lbp"), file);
    const Outcome outcome = run_cli(QStringList{"run", path("bad.lbp")} + extra, folder_.path());
    QVERIFY2(outcome.exit_code == exit_code, QByteArray::number(outcome.exit_code) + ": " + outcome.error);
    const QByteArray first_line = outcome.error.left(outcome.error.indexOf('\n'));
    QVERIFY2(first_line.startsWith("error: "), outcome.error);
    for (const QString& word : mentions) QVERIFY2(outcome.error.contains(word.toUtf8()), outcome.error);
    QVERIFY(outcome.out.isEmpty());
  }

  void an_unknown_command_is_named() {
    const Outcome outcome = run_cli({"frobnicate"});
    QCOMPARE(outcome.exit_code, 2);
    QVERIFY2(outcome.error.startsWith("error: ") && outcome.error.contains("frobnicate"), outcome.error);
    QCOMPARE(run_cli({}).exit_code, 2);
  }

  void a_newer_pipeline_runs_with_a_warning() {
    QByteArray file = pattern_chain("x", R"("type": "invert")");
    file.replace("\"version\": 1", "\"version\": 99");
    write(path("newer.lbp"), file);
    const Outcome outcome = run_cli({"run", path("newer.lbp")}, folder_.path());
    QVERIFY2(outcome.exit_code == 0, outcome.error);
    QVERIFY2(outcome.error.contains("warning: ") && outcome.error.contains("newer"), outcome.error);
  }

  void a_bomb_is_refused_at_once() {
    // A PNG that declares 100,000 × 100,000 RGBA pixels and brings 12 bytes of them.
    QByteArray file = QByteArray::fromHex("89504e470d0a1a0a");
    append_chunk(file, QByteArray::fromHex("49484452000186a0000186a00806000000"));
    append_chunk(file, QByteArray("IDAT") + QByteArray::fromHex("789c63600000000200010000"));
    write(path("bomb.png"), file);
    write(
        path("bomb.lbp"),
        pipeline(
            R"({"id": "photo", "type": "input", "params": {"path": "bomb.png"}}, {"id": "out", "type": "output", "params": {"path": "o.png"}})",
            R"({"from": "photo.image", "to": "out.image"})"));
    const Outcome outcome = run_cli({"run", path("bomb.lbp")});
    QCOMPARE(outcome.exit_code, 2);
    QVERIFY2(outcome.error.contains("100000"), outcome.error);
    QVERIFY2(outcome.error.contains("photo") && outcome.error.contains("bomb.png"), outcome.error);
  }

  void check_names_every_problem() {
    write(
        path("two.lbp"),
        pipeline(R"({"id": "a", "type": "nonsense"}, {"id": "b", "type": "exposure", "params": {"stops": true}})", ""));
    const Outcome outcome = run_cli({"check", path("two.lbp"), "--json"});
    QCOMPARE(outcome.exit_code, 2);
    QVERIFY(outcome.json()["problems"].toArray().size() >= 2);
    QCOMPARE(run_cli({"check", path("exposure.lbp")}).exit_code, 0);
    QCOMPARE(run_cli({"check", path("none.lbp")}).exit_code, 2);
  }

  void errors_with_json_are_one_document() {
    const Outcome outcome = run_cli({"run", path("none.lbp"), "--json"});
    QCOMPARE(outcome.exit_code, 2);
    QVERIFY(outcome.json().contains("error"));
  }

  void an_interrupted_run_stops_and_leaves_no_file() {
    write(path("long.lbp"), pattern_chain("x", R"("type": "median", "params": {"radius": 9})"));
    QProcess process;
    process.start(LIGHTBENCH_CLI, {"run", path("long.lbp"), "-o", path("never.png"), "--set", "made.width=6000",
                                   "--set", "made.height=6000", "--repeat", "100"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(700);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(!QFile::exists(path("never.png")));
  }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
