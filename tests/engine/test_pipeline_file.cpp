#include <QtTest>

#include <cmath>

#include "engine/base/atomic_file.h"
#include "engine/graph/pipeline_file.h"
#include "tests/engine/small_registry.h"

using namespace lightbench;

namespace {

// Every member the format knows, and unknown ones everywhere.
const char kFullFile[] = R"({
  "format": "lightbench.pipeline",
  "version": 1,
  "name": "Größe A",
  "description": "two\nlines",
  "settings": {"precision": "u8", "backend": "cpu", "hint": {"b": [1, 2.5, null], "a": "x"}},
  "nodes": [
    {"id": "photo", "type": "input", "params": {"path": "photo.png"}, "position": [0, -12.5], "color": "red"},
    {"id": "blur", "type": "gaussian_blur", "params": {"passes": 2, "sigma": 2.5}, "label": "Soft", "bypass": true},
    {"id": "curve", "type": "tables", "params": {"kernel": [[0.1, 0.2, 0.1]], "points": [[0, 0], [1, 1]]}, "backend": "vulkan"},
    {"id": "later", "type": "from_the_future", "params": {"odd": {"deep": [true]}, "x": 1.0, "y": 1e+30}},
    {"id": "result", "type": "output"}
  ],
  "links": [
    {"from": "photo.image", "to": "blur.image"},
    {"from": "blur.image", "to": "curve.image", "note": "kept"},
    {"from": "curve.image", "to": "later.in"},
    {"from": "later.out", "to": "result.image"}
  ],
  "groups": [{"members": ["blur", "curve"]}],
  "zoom": 1.0
}
)";

Result<LoadedPipeline> parse(const std::string& text) { return parse_pipeline(text, "test.lbp", small_registry()); }

std::string with_nodes(const std::string& nodes, const std::string& links = "") {
  return R"({"format": "lightbench.pipeline", "version": 1, "nodes": [)" + nodes + R"(], "links": [)" + links + "]}";
}

QString problems_text(const LoadedPipeline& loaded) {
  QStringList lines;
  for (const Error& error : loaded.problems) lines << QString::fromStdString(error.message());
  return lines.join("\n");
}

}  // namespace

class TestPipelineFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void the_full_file_keeps_its_bytes() {
    const Result<LoadedPipeline> loaded = parse(kFullFile);
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message().c_str());
    // Unknown objects come back with their members sorted; everything else as it stood.
    std::string expected = kFullFile;
    const std::string written = R"({"b": [1, 2.5, null], "a": "x"})", sorted = R"({"a": "x", "b": [1, 2.5, null]})";
    expected.replace(expected.find(written), written.size(), sorted);
    QCOMPARE(QString::fromStdString(serialize_pipeline(loaded->graph)), QString::fromStdString(expected));
    const Result<LoadedPipeline> again = parse(serialize_pipeline(loaded->graph));
    QVERIFY(again.ok());
    QVERIFY(again->graph == loaded->graph);
    QCOMPARE(serialize_pipeline(again->graph), serialize_pipeline(loaded->graph));
  }

  void members_are_read() {
    const Result<LoadedPipeline> loaded = parse(kFullFile);
    QVERIFY(loaded.ok());
    const Graph& graph = loaded->graph;
    QCOMPARE(graph.name, std::string("Größe A"));
    QCOMPARE(graph.settings.precision, Precision::kU8);
    QCOMPARE(graph.settings.backend, Backend::kCpu);
    QCOMPARE(graph.nodes.size(), size_t{5});
    QCOMPARE(graph.nodes[0].position->y, -12.5);
    QCOMPARE(graph.nodes[0].extras.at("color"), std::string("\"red\""));
    QVERIFY(graph.nodes[1].bypass);
    QCOMPARE(graph.nodes[1].label, std::string("Soft"));
    QVERIFY(graph.nodes[2].backend == Backend::kVulkan);
    QVERIFY(std::get<NumberTable>(graph.nodes[2].params.at("points")) == (NumberTable{2, 2, {0, 0, 1, 1}}));
    QCOMPARE(graph.nodes[3].unreadable_params.size(), size_t{1});
    QVERIFY(!loaded->newer_version);
    QCOMPARE(problems_text(*loaded).count('\n'), 0);
    QVERIFY2(problems_text(*loaded).contains("file test.lbp, node later"), qPrintable(problems_text(*loaded)));
  }

  void a_graph_reads_back_the_same() {
    Graph graph = good_graph();
    graph.nodes[0].position = NodePosition{0.1, 1e-7};
    graph.nodes[1].params["sigma"] = 2.0;  // a number stays a number
    graph.nodes[2].params["opacity"] = 1.0 / 3;
    graph.nodes[2].params["clip"] = true;
    graph.nodes[3].label = "tab\there \x01 / \\ \"quoted\" é 🎞";
    graph.settings.precision = Precision::kF16;
    graph.nodes.push_back(
        make_node("t", "unheard_of", {{"a", 2.0}, {"b", int64_t{2}}, {"c", -0.0}, {"d", int64_t{-5}}}));
    graph.nodes.push_back(
        make_node("empty", "unheard_of", {{"none", NumberTable{}}, {"big", NumberTable{1, 2, {1e300, -0.0}}}}));
    const Result<LoadedPipeline> loaded = parse(serialize_pipeline(graph));
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message().c_str());
    QVERIFY(loaded->graph == graph);
    QVERIFY(std::signbit(std::get<double>(loaded->graph.find("t")->params.at("c"))));
  }

  void saving_is_deterministic() {
    Graph one = good_graph(), other = good_graph();
    one.extras = {{"a", "1"}, {"b", "2"}};
    other.extras["b"] = "2";
    other.extras["a"] = "1";
    QCOMPARE(serialize_pipeline(one), serialize_pipeline(other));
  }

  void defaults_are_left_out() {
    Graph graph;
    graph.nodes = {make_node("photo", "input")};
    QCOMPARE(QString::fromStdString(serialize_pipeline(graph)), QString(R"({
  "format": "lightbench.pipeline",
  "version": 1,
  "settings": {"precision": "f32", "backend": "auto"},
  "nodes": [
    {"id": "photo", "type": "input"}
  ],
  "links": []
}
)"));
  }

  void values_take_the_form_of_their_specs() {
    const Result<LoadedPipeline> loaded = parse(with_nodes(
        R"({"id": "b", "type": "gaussian_blur", "params": {"sigma": 2, "passes": 3.0}},
           {"id": "t", "type": "tables", "params": {"matrix": [1, 2, 3, 4, 5, 6]}})"));
    QVERIFY(loaded.ok());
    QCOMPARE(std::get<double>(loaded->graph.find("b")->params.at("sigma")), 2.0);
    QCOMPARE(std::get<int64_t>(loaded->graph.find("b")->params.at("passes")), int64_t{3});
    QCOMPARE(std::get<NumberTable>(loaded->graph.find("t")->params.at("matrix")).rows, 2);
  }

  void truncated_at_every_byte() {
    const std::string text = kFullFile;
    const size_t last_brace = text.rfind('}');
    for (size_t length = 0; length <= last_brace; ++length) {
      const Result<LoadedPipeline> loaded = parse(text.substr(0, length));
      QVERIFY2(!loaded.ok(), std::to_string(length).c_str());
      QCOMPARE(loaded.error().kind, ErrorKind::kInvalid);
      QVERIFY2(loaded.error().message().find("test.lbp") != std::string::npos, loaded.error().message().c_str());
    }
  }

  void damaged_at_every_byte() {
    for (const char damage : {'\0', '"', '}', '9', '\xff'}) {
      std::string text = kFullFile;
      for (size_t i = 0; i < text.size(); ++i) {
        const char was = text[i];
        text[i] = damage;
        const Result<LoadedPipeline> loaded = parse(text);  // any answer, but an answer
        if (loaded) QVERIFY(parse(serialize_pipeline(loaded->graph)).ok());
        text[i] = was;
      }
    }
  }

  void errors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* name, const std::string& text, QStringList words) {
      QTest::newRow(name) << QByteArray::fromStdString(text) << words;
    };
    const std::string head = R"({"format": "lightbench.pipeline", "version": 1, )";
    row("empty", "", {"not valid JSON", "line 1, column 1"});
    row("no JSON", "hello", {"not valid JSON"});
    row("position of a syntax error", "{\n  \"é\": 1,\n  \"é\" 2\n}", {"line 3, column 7"});
    row("something after the end", "{} x", {"not valid JSON"});
    row("array", "[]", {"not a pipeline"});
    row("no format", "{}", {"\"format\" is missing"});
    row("other format", R"({"format": "gegl", "version": 1})", {"\"format\" is \"gegl\"", "file test.lbp"});
    row("no version", R"({"format": "lightbench.pipeline", "nodes": []})", {"\"version\" is missing"});
    for (const char* version : {"0", "-1", "1.5", "\"1\"", "null", "[1]"}) {
      const std::string text =
          std::string(R"({"format": "lightbench.pipeline", "version": )") + version + ", \"nodes\": []}";
      row((std::string("version ") + version).c_str(), text, {"\"version\" is", "whole number from 1"});
    }
    row("name twice", head + R"("nodes": [], "name": "a", "name": "b"})", {"\"name\" stands twice"});
    row("parameter twice", with_nodes(R"({"id": "a", "type": "input", "params": {"path": "a", "path": "b"}})"),
        {"\"path\" stands twice"});
    row("no nodes", R"({"format": "lightbench.pipeline", "version": 1})", {"\"nodes\" is missing"});
    row("name is a number", head + R"("name": 3, "nodes": []})", {"\"name\" is 3"});
    row("nodes is an object", head + R"("nodes": {}})", {"\"nodes\" is an object"});
    row("links is text", head + R"("nodes": [], "links": "none"})", {"\"links\" is \"none\""});
    row("settings is null", head + R"("nodes": [], "settings": null})", {"\"settings\" is null"});
    row("unknown precision", head + R"("nodes": [], "settings": {"precision": "f64"}})", {"f64", "f32, f16, u8"});
    row("unknown backend", with_nodes(R"({"id": "a", "type": "input", "backend": "cuda"})"),
        {"cuda", "node a", "auto, cpu, vulkan"});
    row("node is a number", with_nodes("3"), {"a node is 3", "node 1 of the list"});
    row("node without id", with_nodes(R"({"type": "input"})"), {"no \"id\"", "node 1"});
    row("id is a number", with_nodes(R"({"id": 3, "type": "input"})"), {"\"id\" is 3"});
    row("node without type", with_nodes(R"({"id": "a"})"), {"no \"type\"", "node a"});
    row("params is an array", with_nodes(R"({"id": "a", "type": "input", "params": []})"),
        {"\"params\" is an array", "node a"});
    row("position of three", with_nodes(R"({"id": "a", "type": "input", "position": [1, 2, 3]})"),
        {"\"position\"", "node a"});
    row("bypass is a number", with_nodes(R"({"id": "a", "type": "input", "bypass": 1})"),
        {"\"bypass\" is 1", "node a"});
    row("link is text", with_nodes("", R"("a.b")"), {"a link is", "link 1 of the list"});
    row("link without to", with_nodes("", R"({"from": "a.b"})"), {"no \"to\"", "link 1"});
    row("link end without dot", with_nodes("", R"({"from": "a", "to": "b.c"})"), {"\"from\" is \"a\"", "node.port"});
    row("deep arrays", std::string(100000, '['), {"nested more than 100", "line 1, column 101"});
    std::string objects;
    for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
    row("deep objects", objects, {"nested more than 100"});
    row("not UTF-8", head + "\"name\": \"\xff\", \"nodes\": []}", {"not UTF-8", "line 1, column 58"});
    row("overlong UTF-8", head + "\"name\": \"\xc0\xaf\", \"nodes\": []}", {"not UTF-8"});
    row("surrogate in UTF-8", head + "\"name\": \"\xed\xa0\x80\", \"nodes\": []}", {"not UTF-8"});
    row("half a surrogate pair", head + R"("name": "\ud800", "nodes": []})", {"not valid JSON"});
    row("number beyond a double", head + R"("nodes": [], "x": 1e999})", {"number overflow", "line 1, column"});
  }
  void errors() {
    QFETCH(QByteArray, text);
    QFETCH(QStringList, words);
    const Result<LoadedPipeline> loaded = parse(text.toStdString());
    QVERIFY(!loaded.ok());
    QCOMPARE(loaded.error().kind, ErrorKind::kInvalid);
    QVERIFY(!loaded.error().remedy.empty());
    const QString message = QString::fromStdString(loaded.error().message());
    for (const QString& word : words + QStringList{"file test.lbp"}) {
      QVERIFY2(message.contains(word), qPrintable(message + "\nlacks: " + word));
    }
  }

  void problems_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("words");
    const auto row = [](const char* name, const std::string& text, QStringList words) {
      QTest::newRow(name) << QString::fromStdString(text) << words;
    };
    const auto input = [](const std::string& more) {
      return with_nodes(R"({"id": "a", "type": "input")" + more + "}");
    };
    row("null parameter", input(R"(, "params": {"path": null})"), {"path is null", "node a, parameter path"});
    row("ragged table", with_nodes(R"({"id": "t", "type": "tables", "params": {"points": [[0, 0], [1]]}})"),
        {"points is [[0, 0], [1]]", "node t, parameter points"});
    row("unknown parameter", input(R"(, "params": {"pth": "a.png"})"), {"no parameter pth", "did you mean path"});
    row("unknown parameter of no kind", input(R"(, "params": {"pth": {}})"), {"no parameter pth"});
    row("huge integer", with_nodes(R"({"id": "b", "type": "box_blur", "params": {"radius": 99999999999999999999}})"),
        {"radius is 1e+20", "from 0 to 500"});
    row("id with dot", with_nodes(R"({"id": "a.b", "type": "input"})"), {"a.b"});
    row("open input", with_nodes(R"({"id": "o", "type": "output"})"),
        {"input image is not connected", "node o, port image"});
    row("unknown node", with_nodes("", R"({"from": "x.image", "to": "y.image"})"), {"no node x", "no node y"});
  }
  void problems() {
    QFETCH(QString, text);
    QFETCH(QStringList, words);
    const Result<LoadedPipeline> loaded = parse(text.toStdString());
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message().c_str());
    for (const QString& word : words + QStringList{"file test.lbp"}) {
      QVERIFY2(problems_text(*loaded).contains(word), qPrintable(problems_text(*loaded) + "\nlacks: " + word));
    }
    // What is wrong is still kept.
    QVERIFY(parse(serialize_pipeline(loaded->graph))->graph == loaded->graph);
  }

  void newer_versions_open() {
    const Result<LoadedPipeline> loaded = parse(
        R"({"format": "lightbench.pipeline", "version": 7, "nodes": [{"id": "a", "type": "input", "backend": "cuda"}]})");
    QVERIFY(loaded.ok());
    QVERIFY(loaded->newer_version);
    QVERIFY(problems_text(*loaded).contains("cuda"));
    QVERIFY(parse(R"({"format": "lightbench.pipeline", "version": 18446744073709551615, "nodes": []})")->newer_version);
  }

  void an_object_of_many_members_ends() {
    std::string text = R"({"format": "lightbench.pipeline", "version": 1, "nodes": [])";
    for (int i = 0; i < 100000; ++i) text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
    const Result<LoadedPipeline> loaded = parse(text + "}");
    QVERIFY(loaded.ok());
    QCOMPARE(loaded->graph.extras.size(), size_t{100000});
  }

  void files() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("a.lbp").toStdString();
    QVERIFY(save_pipeline(good_graph(), path).ok());
    const Result<LoadedPipeline> loaded = load_pipeline(path, small_registry());
    QVERIFY(loaded.ok());
    QVERIFY(loaded->problems.empty());
    QCOMPARE(loaded->graph.base_folder, folder.path().toStdString());
    QCOMPARE(*read_file(path), serialize_pipeline(good_graph()));

    const Result<LoadedPipeline> missing = load_pipeline(path + ".none", small_registry());
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().kind, ErrorKind::kInvalid);
    QVERIFY(!load_pipeline(folder.path().toStdString(), small_registry()).ok());
    QVERIFY(!save_pipeline(good_graph(), folder.filePath("no/such/folder.lbp").toStdString()).ok());

    Graph bytes = good_graph();
    bytes.nodes[0].params["path"] = std::string("caf\xe9.png");
    const Status refused = save_pipeline(bytes, path);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().node, std::string("photo"));
    QCOMPARE(*read_file(path), serialize_pipeline(good_graph()));  // the file before is untouched
  }

  void param_text_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("param");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* type, const char* param, const char* text, const char* expected) {
      QTest::addRow("%s=%s", param, text) << type << param << text << expected;
    };
    row("gaussian_blur", "sigma", "2.5", "2.5");
    row("gaussian_blur", "sigma", "2", "2.0");
    row("gaussian_blur", "sigma", "+1e2", "100.0");
    row("gaussian_blur", "sigma", ".5", "0.5");
    row("gaussian_blur", "sigma", "-1", "error: from 0 to 1000");
    row("gaussian_blur", "sigma", "nan", "error: not a number");
    row("gaussian_blur", "sigma", "inf", "error: infinite");
    row("gaussian_blur", "sigma", "-inf", "error: minus infinity");
    row("gaussian_blur", "sigma", "1e999", "error: number from 0");
    row("gaussian_blur", "sigma", "2,5", "error: number from 0");
    row("gaussian_blur", "sigma", "2px", "error: number from 0");
    row("gaussian_blur", "sigma", " 2", "error: number from 0");
    row("gaussian_blur", "sigma", "+-2", "error: number from 0");
    row("gaussian_blur", "sigma", "", "error: number from 0");
    row("gaussian_blur", "passes", "3", "3");
    row("gaussian_blur", "passes", "3.0", "3");
    row("gaussian_blur", "passes", "3.5", "error: whole number");
    row("gaussian_blur", "passes", "99999999999999999999", "error: from 1 to 9");
    row("blend", "clip", "true", "true");
    row("blend", "clip", "on", "true");
    row("blend", "clip", "off", "false");
    row("blend", "clip", "false", "false");
    row("blend", "clip", "maybe", "error: true or false");
    row("blend", "mode", "screen", "\"screen\"");
    row("blend", "mode", "scren", "error: did you mean screen");
    row("input", "path", "a b.png", "\"a b.png\"");
    row("tables", "title", "12", "\"12\"");
    row("tables", "points", "[[0,0],[0.5,1],[1,1]]", "[[0, 0], [0.5, 1], [1, 1]]");
    row("tables", "points", "[[0,0],[0.5", "error: not valid JSON");
    row("tables", "points", "[[0,\"a\"]]", "error: two points");
    row("tables", "points", "0.5", "error: two points");
    row("tables", "matrix", "[1,2,3,4,5,6]", "[[1, 2, 3], [4, 5, 6]]");
    row("tables", "kernel", "[[1],[2],[1]]", "[[1], [2], [1]]");
    row("tables", "kernel", "[]", "error: odd");
  }
  void param_text() {
    QFETCH(QString, type);
    QFETCH(QString, param);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const OperatorRegistry registry = small_registry();
    const ParamSpec* spec = registry.find(type.toStdString())->find_param(param.toStdString());
    QVERIFY(spec);
    const Result<ParamValue> value = parse_param_text(*spec, text.toStdString());
    const QString answer = QString::fromStdString(value ? to_text(*value) : "error: " + value.error().message());
    if (expected.startsWith("error: ")) {
      QVERIFY2(!value.ok() && answer.contains(expected.mid(7)), qPrintable(answer));
    } else {
      QCOMPARE(answer, expected);
    }
  }
};

QTEST_APPLESS_MAIN(TestPipelineFile)
#include "test_pipeline_file.moc"
