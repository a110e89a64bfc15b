#include <QtTest>

#include <cmath>
#include <limits>

#include "engine/graph/graph.h"
#include "engine/graph/kernel.h"
#include "engine/graph/operator_def.h"
#include "engine/graph/similar_name.h"
#include "tests/engine/small_registry.h"

using namespace lightbench;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();

QString text_of(const std::vector<Error>& problems) {
  QStringList lines;
  for (const Error& error : problems) lines << QString::fromStdString(error.message());
  return lines.join("\n");
}

std::vector<std::string> ids_in_order(const Graph& graph) {
  std::vector<std::string> ids;
  for (const size_t i : topological_order(graph)) ids.push_back(graph.nodes[i].id);
  return ids;
}

NumberTable table(int rows, int columns, std::vector<double> values) { return {rows, columns, std::move(values)}; }

}  // namespace

// A change that makes the good graph wrong, and what has to be said about it.
struct Damage {
  void (*apply)(Graph&) = nullptr;
  const char* node = nullptr;
  QStringList words;
};
Q_DECLARE_METATYPE(Damage)
Q_DECLARE_METATYPE(lightbench::ParamValue)

class TestGraph : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void good_graph_has_no_problem() {
    const std::vector<Error> problems = validate(good_graph(), small_registry());
    QVERIFY2(problems.empty(), qPrintable(text_of(problems)));
  }

  void problems_data() {
    QTest::addColumn<Damage>("damage");
    const auto row = [](const char* name, const char* node, QStringList words, void (*apply)(Graph&)) {
      QTest::newRow(name) << Damage{apply, node, std::move(words)};
    };
    row("unknown type", "blur", {"gausian_blur", "node blur", "did you mean gaussian_blur"},
        [](Graph& g) { g.find("blur")->type = "gausian_blur"; });
    row("type by label", "blur", {"did you mean gaussian_blur"},
        [](Graph& g) { g.find("blur")->type = "Gaussian Blur"; });
    row("type by search word", "blur", {"did you mean gaussian_blur"},
        [](Graph& g) { g.find("blur")->type = "soften"; });
    row("type like nothing", "blur", {"unknown node type zzzzzz"}, [](Graph& g) { g.find("blur")->type = "zzzzzz"; });
    row("empty type", "blur", {"unknown node type \"\""}, [](Graph& g) { g.find("blur")->type = ""; });
    row("unknown parameter", "blur", {"no parameter sigmma", "parameter sigmma", "did you mean sigma"},
        [](Graph& g) { g.find("blur")->params["sigmma"] = 1.0; });
    row("unknown parameter, none known", "m", {"no parameter x", "has no parameters"}, [](Graph& g) {
      g.nodes.push_back(make_node("m", "to_mask", {{"x", 1.0}}));
      g.connect({"photo", "image"}, {"m", "image"});
    });
    row("wrong type", "blur", {"sigma is \"wide\"", "node blur, parameter sigma", "from 0 to 1000 px"},
        [](Graph& g) { g.find("blur")->params["sigma"] = std::string("wide"); });
    row("boolean for a number", "blur", {"sigma is true"}, [](Graph& g) { g.find("blur")->params["sigma"] = true; });
    row("number for a boolean", "mix", {"clip is 1", "true or false"},
        [](Graph& g) { g.find("mix")->params["clip"] = int64_t{1}; });
    row("below range", "blur", {"sigma is -1", "from 0 to 1000 px"},
        [](Graph& g) { g.find("blur")->params["sigma"] = -1.0; });
    row("above range", "mix", {"opacity is 1.5", "from 0 to 1"},
        [](Graph& g) { g.find("mix")->params["opacity"] = 1.5; });
    row("not a number", "blur", {"sigma is not a number"},
        [](Graph& g) { g.find("blur")->params["sigma"] = std::nan(""); });
    row("infinite", "blur", {"sigma is infinite"}, [](Graph& g) { g.find("blur")->params["sigma"] = kInfinity; });
    row("fraction for an integer", "blur", {"passes is 1.5", "whole number"},
        [](Graph& g) { g.find("blur")->params["passes"] = 1.5; });
    row("unknown choice", "mix", {"mode is \"multipy\"", "normal, multiply, screen", "did you mean multiply"},
        [](Graph& g) { g.find("mix")->params["mode"] = std::string("multipy"); });
    row("unreadable parameter", "blur", {"sigma is null", "parameter sigma"}, [](Graph& g) {
      g.find("blur")->params.erase("sigma");
      g.find("blur")->unreadable_params["sigma"] = "null";
    });
    row("parameters that do not fit each other", "l", {"low is not below high", "node l"}, [](Graph& g) {
      g.nodes.push_back(make_node("l", "levels", {{"low", 0.9}, {"high", 0.1}}));
      g.connect({"photo", "image"}, {"l", "image"});
    });
    row("duplicate id", "blur", {"two nodes have the id blur"},
        [](Graph& g) { g.nodes.push_back(make_node("blur", "gaussian_blur")); });
    row("empty id", "", {"empty id", "node 5"}, [](Graph& g) { g.nodes.push_back(make_node("", "input")); });
    row("id with dot", "a.b", {"a.b"}, [](Graph& g) { g.nodes.push_back(make_node("a.b", "input")); });
    row("id with slash", "a/b", {"a/b"}, [](Graph& g) { g.nodes.push_back(make_node("a/b", "input")); });
    row("id with space", "a b", {"a b"}, [](Graph& g) { g.nodes.push_back(make_node("a b", "input")); });
    row("id with tab", "a\tb", {"cannot hold"}, [](Graph& g) { g.nodes.push_back(make_node("a\tb", "input")); });
    row("link from an unknown node", "phto", {"no node phto", "phto.image", "did you mean photo"},
        [](Graph& g) { g.links.push_back(make_link("phto.image", "mix.mask")); });
    row("link to an unknown node", "nowhere", {"no node nowhere"},
        [](Graph& g) { g.links.push_back(make_link("photo.image", "nowhere.image")); });
    row("unknown output port", "photo", {"node photo has no output port picture", "use image"},
        [](Graph& g) { g.links.push_back(make_link("photo.picture", "mix.mask")); });
    row("unknown input port", "mix", {"node mix has no input port c", "use a, b, mask"},
        [](Graph& g) { g.links.push_back(make_link("photo.image", "mix.c")); });
    row("link into a node without inputs", "photo", {"input has no inputs"},
        [](Graph& g) { g.links.push_back(make_link("blur.image", "photo.image")); });
    row("port of another type", "mix", {"gives classes", "takes mask", "node mix, port mask"}, [](Graph& g) {
      g.nodes.push_back(make_node("c", "classifier"));
      g.connect({"photo", "image"}, {"c", "image"});
      g.connect({"c", "classes"}, {"mix", "mask"});
    });
    row("second link", "mix", {"second link", "node mix, port a"},
        [](Graph& g) { g.links.push_back(make_link("blur.image", "mix.a")); });
    row("open input", "mix", {"input b is not connected", "node mix, port b"}, [](Graph& g) {
      g.disconnect({"mix", "b"});
    });
    row("cycle", "blur", {"cycle: blur → mix → blur"}, [](Graph& g) {
      g.connect({"mix", "image"}, {"blur", "image"});
    });
    row("node that reads itself", "blur", {"cycle: blur → blur"}, [](Graph& g) {
      g.connect({"blur", "image"}, {"blur", "image"});
    });
  }
  void problems() {
    QFETCH(Damage, damage);
    Graph graph = good_graph();
    damage.apply(graph);
    const std::vector<Error> problems = validate(graph, small_registry());
    QVERIFY2(problems.size() == 1 ||
                 (problems.size() == 2 && qstrcmp(QTest::currentDataTag(), "link into a node without inputs") == 0),
             qPrintable(text_of(problems)));
    QCOMPARE(problems.front().kind, ErrorKind::kInvalid);
    QCOMPARE(problems.front().node, std::string(damage.node));
    QVERIFY(!problems.front().remedy.empty());
    const QString message = QString::fromStdString(problems.front().message());
    for (const QString& word : damage.words) {
      QVERIFY2(message.contains(word), qPrintable(message + "\nlacks: " + word));
    }
  }

  void every_problem_is_listed() {
    Graph graph = good_graph();
    graph.find("blur")->params["sigma"] = -1.0;
    graph.find("blur")->params["passes"] = int64_t{0};
    graph.find("mix")->params["mode"] = std::string("none");
    graph.disconnect({"result", "image"});
    QCOMPARE(validate(graph, small_registry()).size(), size_t{4});
  }

  void mask_and_image_connect() {
    Graph graph = good_graph();
    graph.connect({"photo", "image"}, {"mix", "mask"});
    QVERIFY(validate(graph, small_registry()).empty());
    graph.nodes.push_back(make_node("m", "to_mask"));
    graph.connect({"photo", "image"}, {"m", "image"});
    graph.connect({"m", "mask"}, {"mix", "b"});
    QVERIFY(validate(graph, small_registry()).empty());
  }

  void two_cycles_are_two_problems() {
    Graph graph;
    for (const char* id : {"a", "b", "c", "d", "after"}) graph.nodes.push_back(make_node(id, "gaussian_blur"));
    graph.links = {make_link("a.image", "b.image"), make_link("b.image", "a.image"), make_link("d.image", "c.image"),
                   make_link("c.image", "d.image"), make_link("b.image", "after.image")};
    const std::vector<Error> problems = validate(graph, small_registry());
    QCOMPARE(text_of(problems).count("cycle"), 2);
    QVERIFY(!text_of(problems).contains("after"));
  }

  void a_large_wrong_graph_ends() {
    const auto numbered = [](const char* stem, int number) { return std::string(stem).append(std::to_string(number)); };
    Graph graph;
    for (int i = 0; i < 20000; ++i) {
      graph.nodes.push_back(make_node(numbered("n", i), "gausian_blur"));
      graph.links.push_back({{numbered("m", i), "image"}, {numbered("n", i), "image"}, {}});
    }
    QCOMPARE(validate(graph, small_registry()).size(), size_t{40000});
    for (int i = 0; i < 20000; ++i) {
      graph.nodes[static_cast<size_t>(i)].type = "gaussian_blur";
      graph.links[static_cast<size_t>(i)].from = {numbered("n", (i + 1) % 20000), "image"};
    }
    QCOMPARE(validate(graph, small_registry()).size(), size_t{1});
  }

  void order_follows_links_and_file() {
    Graph graph;
    for (const char* id : {"d", "c", "b", "a", "e"}) graph.nodes.push_back(make_node(id, "gaussian_blur"));
    graph.links = {make_link("a.image", "b.image"), make_link("b.image", "d.image"),
                   make_link("lost.image", "c.image")};
    QCOMPARE(ids_in_order(graph), (std::vector<std::string>{"c", "a", "b", "d", "e"}));
    graph.links.push_back(make_link("d.image", "a.image"));
    QCOMPARE(ids_in_order(graph), (std::vector<std::string>{"c", "e"}));
  }

  void edits() {
    Graph graph = good_graph();
    QCOMPARE(graph.unique_id("blur"), std::string("blur_2"));
    QCOMPARE(graph.unique_id("sharp"), std::string("sharp"));
    QCOMPARE(graph.unique_id(""), std::string("node"));
    QVERIFY(graph.would_cycle("mix", "blur"));
    QVERIFY(graph.would_cycle("blur", "blur"));
    QVERIFY(!graph.would_cycle("photo", "result"));
    graph.connect({"photo", "image"}, {"mix", "b"});
    QCOMPARE(graph.link_into({"mix", "b"})->from.node, std::string("photo"));
    QCOMPARE(graph.links.size(), size_t{4});
    const Graph before = graph;
    graph.connect({"photo", "image"}, {"mix", "b"});  // there already: nothing changes, not even the order
    QVERIFY(graph == before);
    graph.remove_node("photo");
    QCOMPARE(graph.nodes.size(), size_t{3});
    QCOMPARE(graph.links.size(), size_t{1});
    QVERIFY(graph.find("photo") == nullptr);
    QVERIFY(graph.link_into({"mix", "b"}) == nullptr);
  }

  void names_read_back() {
    for (const Backend backend : {Backend::kAuto, Backend::kCpu, Backend::kVulkan}) {
      QVERIFY(backend_from(name_of(backend)) == backend);
    }
    for (const Precision precision : {Precision::kF32, Precision::kF16, Precision::kU8}) {
      QVERIFY(precision_from(name_of(precision)) == precision);
    }
    QVERIFY(!backend_from("gpu") && !precision_from("f64") && !precision_from(""));
  }

  void checked_values_data() {
    QTest::addColumn<QString>("param");
    QTest::addColumn<ParamValue>("given");
    QTest::addColumn<QString>("expected");  // "error: …" for a refusal that holds these words
    const auto row = [](const char* name, const char* param, ParamValue given, const char* expected) {
      QTest::newRow(name) << param << given << expected;
    };
    row("integer for a number", "sigma", int64_t{2}, "2.0");
    row("2.0 for an integer", "passes", 2.0, "2");
    row("integer beyond int", "passes", int64_t{1} << 40, "error: from 1 to 9");
    row("huge number", "passes", 1e300, "error: whole number");
    row("curve", "points", table(3, 2, {0, 0, 0.5, 1, 1, 0}), "[[0, 0], [0.5, 1], [1, 0]]");
    row("curve of one point", "points", table(1, 2, {0, 0}), "error: two points");
    row("curve of triples", "points", table(2, 3, {0, 0, 0, 1, 1, 1}), "error: two points");
    row("curve unsorted", "points", table(2, 2, {1, 0, 0, 1}), "error: sort the points");
    row("curve with equal x", "points", table(2, 2, {1, 0, 1, 1}), "error: sort the points");
    row("curve with NaN", "points", table(2, 2, {0, 0, 1, std::nan("")}), "error: not a number");
    row("matrix", "matrix", table(2, 3, {1, 2, 3, 4, 5, 6}), "[[1, 2, 3], [4, 5, 6]]");
    row("flat matrix", "matrix", table(1, 6, {1, 2, 3, 4, 5, 6}), "[[1, 2, 3], [4, 5, 6]]");
    row("transposed matrix", "matrix", table(3, 2, {1, 2, 3, 4, 5, 6}), "error: 2 rows of 3");
    row("short matrix", "matrix", table(1, 5, {1, 2, 3, 4, 5}), "error: 2 rows of 3");
    row("kernel", "kernel", table(1, 3, {1, 2, 1}), "[[1, 2, 1]]");
    row("even kernel", "kernel", table(1, 2, {1, 1}), "error: odd");
    row("empty kernel", "kernel", table(0, 0, {}), "error: odd");
    row("largest kernel", "kernel", table(1, 1023, std::vector<double>(1023)), "[[0, 0");
    row("kernel too wide", "kernel", table(1, 1025, std::vector<double>(1025)), "error: 1023");
    row("table that contradicts itself", "kernel", table(3, 3, {1}), "error: 1 values for 3 rows of 3");
    row("number for a kernel", "kernel", 1.0, "error: odd");
    row("text", "title", std::string("a \"b\"\n"), "\"a \\\"b\\\"\\n\"");
    row("number for text", "title", 3.0, "error: text");
    row("path with a zero", "path", std::string("a\0b", 3), "error: zero");
  }
  void checked_values() {
    QFETCH(QString, param);
    QFETCH(ParamValue, given);
    QFETCH(QString, expected);
    const OperatorRegistry registry = small_registry();
    const ParamSpec* spec = nullptr;
    for (const OperatorDef& def : registry.all()) {
      if (!spec) spec = def.find_param(param.toStdString());
    }
    QVERIFY(spec);
    const Result<ParamValue> checked = checked_value(*spec, given);
    const QString text = QString::fromStdString(checked ? to_text(*checked) : "error: " + checked.error().message());
    QVERIFY2(text.startsWith("error: ") == expected.startsWith("error: "), qPrintable(text));
    const QString words = expected.startsWith("error: ") ? expected.mid(7) : expected;
    QVERIFY2(text.contains(words), qPrintable(text));
  }

  void params_resolve() {
    const OperatorRegistry registry = small_registry();
    const OperatorDef& blur = *registry.find("gaussian_blur");
    Node node = make_node("blur", "gaussian_blur", {{"sigma", int64_t{6}}});
    Result<Params> params = Params::resolve(blur, node, 0, "");
    QVERIFY(params.ok());
    QCOMPARE(params->number("sigma"), 6.0);
    QCOMPARE(params->integer("passes"), 1);
    params = Params::resolve(blur, node, 2, "");
    QCOMPARE(params->number("sigma"), 1.5);
    QCOMPARE(params->integer("passes"), 1);  // no length
    const OperatorDef& box = *registry.find("box_blur");
    const Node wide = make_node("box", "box_blur", {{"radius", int64_t{7}}});
    QCOMPARE(Params::resolve(box, wide, 1, "")->integer("radius"), 4);  // 3.5 to nearest
    QCOMPARE(Params::resolve(box, wide, 2, "")->integer("radius"), 2);  // 1.75
    QCOMPARE(Params::resolve(box, wide, 5, "")->integer("radius"), 0);
    node.params["sigma"] = -1.0;
    const Result<Params> refused = Params::resolve(blur, node, 0, "");
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().where, std::string("node blur, parameter sigma"));
    QCOMPARE(refused.error().node, std::string("blur"));
  }

  void params_make_paths_absolute_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    QTest::newRow("empty stays") << ""
                                 << "";
    QTest::newRow("relative") << "photo.png"
                              << "/pictures/set/photo.png";
    QTest::newRow("parent") << "../photo.png"
                            << "/pictures/photo.png";
    QTest::newRow("absolute") << "/tmp/photo.png"
                              << "/tmp/photo.png";
  }
  void params_make_paths_absolute() {
    QFETCH(QString, path);
    QFETCH(QString, expected);
    const OperatorRegistry registry = small_registry();
    const Node node = make_node("photo", "input", {{"path", path.toStdString()}});
    const Result<Params> params = Params::resolve(*registry.find("input"), node, 0, "/pictures/set");
    QVERIFY(params.ok());
    QCOMPARE(QString::fromStdString(params->text("path")), expected);
  }

  void params_change_the_key() {
    const OperatorRegistry registry = small_registry();
    const auto key = [&](const char* type, std::map<std::string, ParamValue> values) {
      Hasher hasher;
      Params::resolve(*registry.find(type), make_node("n", type, std::move(values)), 0, "")->add_to(hasher);
      return hasher.finish();
    };
    QVERIFY(key("gaussian_blur", {}) == key("gaussian_blur", {{"sigma", 1.0}}));
    QVERIFY(key("gaussian_blur", {{"sigma", int64_t{2}}}) == key("gaussian_blur", {{"sigma", 2.0}}));
    QVERIFY(key("gaussian_blur", {}) != key("gaussian_blur", {{"sigma", 1.5}}));
    QVERIFY(key("gaussian_blur", {}) != key("gaussian_blur", {{"passes", int64_t{2}}}));
    QVERIFY(key("blend", {}) != key("blend", {{"clip", true}}));
    QVERIFY(key("blend", {}) != key("blend", {{"mode", std::string("screen")}}));
    QVERIFY(key("tables", {}) != key("tables", {{"points", table(2, 2, {0, 0, 1, 0.5})}}));
  }

  void inference_defaults_to_the_first_input() {
    const OperatorRegistry registry = small_registry();
    const OperatorDef& blend = *registry.find("blend");
    const Params params = *Params::resolve(blend, make_node("n", "blend"), 0, "");
    ImageSpec first, second;
    first.width = 7, first.height = 5, first.channels = 3;
    second.width = 9, second.height = 9, second.channels = 1;
    const std::vector<std::optional<ImageSpec>> inputs{first, second, std::nullopt};
    const Result<std::vector<ImageSpec>> specs = blend.inferred({params, inputs});
    QVERIFY(specs.ok());
    QCOMPARE(specs->size(), size_t{1});
    QVERIFY(specs->front() == first);
    const std::vector<std::optional<ImageSpec>> open{std::nullopt, second, std::nullopt};
    QVERIFY(!blend.inferred({params, open}).ok());
    QCOMPARE(blend.input_index("mask"), 2);
    QCOMPARE(blend.input_index("image"), -1);
    QCOMPARE(blend.output_index("image"), 0);
  }

  void similar_names_data() {
    QTest::addColumn<QString>("given");
    QTest::addColumn<QString>("expected");
    QTest::newRow("typing slip") << "gaussian_blru"
                                 << "gaussian_blur";
    QTest::newRow("case and hyphen") << "Box-Blur"
                                     << "box_blur";
    QTest::newRow("beginning") << "gauss"
                               << "gaussian_blur";
    QTest::newRow("part") << "blur"
                          << "box_blur";
    QTest::newRow("nothing near") << "histogram"
                                  << "";
    QTest::newRow("empty") << ""
                           << "";
    QTest::newRow("very long") << QString(100000, 'x') << "";
  }
  void similar_names() {
    QFETCH(QString, given);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(small_registry().closest(given.toStdString())), expected);
  }

  void borders_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("border");
    QTest::addColumn<QList<int>>("expected");  // for positions -5 … size + 4
    QTest::newRow("reflect101") << 4 << int(Border::kReflect101)
                                << QList<int>{1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2};
    QTest::newRow("replicate") << 3 << int(Border::kReplicate) << QList<int>{0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2};
    QTest::newRow("zero") << 2 << int(Border::kZero) << QList<int>{-1, -1, -1, -1, -1, 0, 1, -1, -1, -1, -1, -1};
    QTest::newRow("one sample") << 1 << int(Border::kReflect101) << QList<int>{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  }
  void borders() {
    QFETCH(int, size);
    QFETCH(int, border);
    QFETCH(QList<int>, expected);
    QList<int> actual;
    for (int position = -5; position < size + 5; ++position) {
      actual << border_index(position, size, static_cast<Border>(border));
    }
    QCOMPARE(actual, expected);
  }
};

QTEST_APPLESS_MAIN(TestGraph)
#include "test_graph.moc"
