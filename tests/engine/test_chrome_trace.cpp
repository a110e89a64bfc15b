#include <QtTest>

#include "engine/profile/trace_nodes.h"

using namespace lightbench;

namespace {

constexpr int64_t kMs = 1'000'000;

Trace run_of(int64_t start) {
  Trace run;
  run.start_ns = start;
  run.end_ns = start + 10 * kMs;
  Span decode{SpanKind::kDecode, "photo", "input", start, start + 2 * kMs, 0, 300, false};
  Span blur{SpanKind::kKernel, "blur \"1\"", "gaussian_blur", start + 2 * kMs, start + 7 * kMs, 300, 600, false};
  Span up{SpanKind::kUpload, "blur \"1\"", "upload", start + 7 * kMs, start + 8 * kMs, 600, 600, false};
  Span gpu{SpanKind::kKernel, "tone", "curve", start + 8 * kMs, start + 9 * kMs + 500'001, 600, 600, true};
  run.steps = {decode, blur, up, gpu};
  run.workers = {{0, 1, start + 2 * kMs, start + 7 * kMs}, {1, 1, start + 3 * kMs, start + 6 * kMs}};
  run.memory = {{start, 100}, {start + 2 * kMs, 900}};
  return run;
}

QByteArray quoted(QByteArray json) { return json.replace('\'', '"'); }

const TraceLane* lane(const TraceFile& file, const std::string& name) {
  for (const TraceLane& each : file.lanes) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

}  // namespace

class TestChromeTrace : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // Before and after the runs; so the earliest of all is the start.
  void files_lie_beside_the_runs() {
    Span decode{SpanKind::kDecode, "photo", "input", 1000 * kMs, 1004 * kMs, 0, 300, false, "in \"1\".png"};
    Span encode{SpanKind::kEncode, "result", "output", 1020 * kMs, 1023 * kMs, 300, 0, false, "out.png"};
    const Trace run = run_of(1005 * kMs);
    const Result<TraceFile> file = read_chrome_trace(chrome_trace_json({run}, {{decode, encode}, {}}));
    QVERIFY(file.ok());
    const std::vector<TraceEvent>& decodes = lane(*file, "decode")->events;
    QCOMPARE(decodes.size(), size_t{2});  // the run has one of its own
    QCOMPARE(decodes[0].start_ns, 0);
    QCOMPARE(decodes[0].end_ns, 4 * kMs);
    QVERIFY(std::count(decodes[0].arguments.begin(), decodes[0].arguments.end(),
                       std::pair(std::string("file"), std::string("in \"1\".png"))) == 1);
    QCOMPARE(lane(*file, "steps")->events[0].start_ns, 5 * kMs);
    const TraceEvent& written = lane(*file, "encode")->events.at(0);
    QCOMPARE(written.name, std::string("result"));
    QCOMPARE(written.start_ns, 20 * kMs);
    QVERIFY(std::count(written.arguments.begin(), written.arguments.end(),
                       std::pair(std::string("file"), std::string("out.png"))) == 1);
  }

  void lanes_of_others_are_written() {
    const TraceEvent paint{"viewer", "paint", 4 * kMs, 6 * kMs, {{"picture", "blur"}}};
    const Result<TraceFile> file = read_chrome_trace(chrome_trace_json({run_of(5 * kMs)}, {{}, {{"", "UI", {paint}}}}));
    QVERIFY(file.ok());
    const TraceEvent& read = lane(*file, "UI")->events.at(0);
    QCOMPARE(read.name, paint.name);
    QCOMPARE(read.category, paint.category);
    QCOMPARE(read.start_ns, 0);
    QCOMPARE(read.end_ns, 2 * kMs);
    QCOMPARE(read.arguments, paint.arguments);
    QCOMPARE(file->lanes.back().name, std::string("UI"));
  }

  void what_is_written_is_read() {
    const Result<TraceFile> file = read_chrome_trace(chrome_trace_json({run_of(5'000'000'000)}));
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message().c_str());
    std::vector<std::string> names;
    for (const TraceLane& each : file->lanes) names.push_back(each.name);
    const std::vector<std::string> expected = {"steps", "GPU", "copies", "decode", "CPU 0", "CPU 1"};
    QCOMPARE(names, expected);
    QCOMPARE(file->lanes[0].process, std::string("Lightbench"));
    QCOMPARE(file->end_ns, 10 * kMs);
    const std::vector<TraceEvent>& steps = lane(*file, "steps")->events;
    QCOMPARE(steps.size(), size_t{2});
    QCOMPARE(steps[0].name, std::string("run"));  // what encloses comes first
    QCOMPARE(steps[1].name, std::string("blur \"1\""));
    QCOMPARE(steps[1].category, std::string("kernel"));
    QCOMPARE(steps[1].start_ns, 2 * kMs);
    QCOMPARE(steps[1].end_ns, 7 * kMs);
    const std::vector<std::pair<std::string, std::string>> facts = {
        {"bytes_read", "300"}, {"bytes_written", "600"}, {"operator", "gaussian_blur"}};
    QCOMPARE(steps[1].arguments, facts);
    QCOMPARE(lane(*file, "GPU")->events[0].end_ns, 9 * kMs + 500'001);  // to the nanosecond
    QCOMPARE(lane(*file, "CPU 1")->events[0].start_ns, 3 * kMs);
    const std::vector<MemorySample> memory = {{0, 100}, {2 * kMs, 900}};
    QCOMPARE(file->memory, memory);
    QCOMPARE(file->passed_over, int64_t{0});
  }

  void names_have_their_own_time() {
    const QByteArray json = quoted(
        "[{'ph':'X','name':'outer','cat':'app','ts':0,'dur':10,'pid':1,'tid':7},"
        "{'ph':'X','name':'inner','ts':1,'dur':4,'pid':1,'tid':7},"
        "{'ph':'X','name':'leaf','ts':2,'dur':1,'pid':1,'tid':7},"
        "{'ph':'X','name':'inner','ts':6,'dur':2,'pid':1,'tid':7},"
        "{'ph':'X','name':'inner','ts':50,'dur':30,'pid':1,'tid':8}]");
    const std::vector<TraceNode> nodes = trace_nodes(read_chrome_trace(json.toStdString()).value());
    QCOMPARE(nodes.size(), size_t{3});
    QCOMPARE(nodes[0].name, std::string("inner"));
    QCOMPARE(nodes[0].count, 3);
    QCOMPARE(nodes[0].self_ns, 35'000);  // 4 - 1 + 2 + 30
    QCOMPARE(nodes[0].lanes.size(), size_t{2});
    QVERIFY(!nodes[0].busy_ns && !nodes[0].bytes_read);  // which other programs do not tell
    QCOMPARE(nodes[1].name, std::string("outer"));
    QCOMPARE(nodes[1].self_ns, 4'000);
    QCOMPARE(nodes[1].type, std::string("app"));
    QCOMPARE(nodes[2].self_ns, 1'000);
  }

  // Workers show the same work once more; the run itself is no node; what moved to the card has a line of its own.
  void nodes_of_this_programs_files() {
    const TraceFile file = read_chrome_trace(chrome_trace_json({run_of(0), run_of(20 * kMs)})).value();
    const std::vector<TraceNode> nodes = trace_nodes(file);
    std::vector<std::string> names;
    for (const TraceNode& node : nodes) names.push_back(node.name + ", " + node.type);
    const std::vector<std::string> expected = {"blur \"1\", gaussian_blur", "photo, input", "tone, curve",
                                               "blur \"1\", upload"};
    QCOMPARE(names, expected);
    QCOMPARE(nodes[0].count, 2);
    QCOMPARE(nodes[0].self_ns, 10 * kMs);
    QCOMPARE(nodes[0].busy_ns.value(), 16 * kMs);
    QCOMPARE(nodes[0].bytes_written.value(), 1200);
    QCOMPARE(nodes[0].lanes, std::vector<std::string>{"steps"});
    QCOMPARE(nodes[2].lanes, std::vector<std::string>{"GPU"});
    QVERIFY(!nodes[2].busy_ns);
  }

  void a_step_that_was_stopped_is_written_too() {
    Trace run = run_of(0);
    run.workers.push_back({0, 99, 8 * kMs, 9 * kMs});
    const Result<TraceFile> file = read_chrome_trace(chrome_trace_json({run}));
    QVERIFY(file.ok());
    QCOMPARE(lane(*file, "CPU 0")->events.back().name, std::string("stopped"));
  }

  void beginnings_find_their_ends() {
    const QByteArray json = quoted(
        "[{'ph':'B','name':'outer','ts':10,'pid':1,'tid':7},{'ph':'E','ts':14,'pid':1,'tid':7},"
        "{'ph':'B','name':'inner','ts':11,'pid':1,'tid':7},{'ph':'E','ts':12,'pid':1,'tid':7},"
        "{'ph':'B','name':'open','ts':15,'pid':1,'tid':7},{'ph':'E','ts':16,'pid':1,'tid':'other'},"
        "{'ph':'X','name':'last','ts':19,'dur':1,'pid':'x','tid':1},{'ph':'i','name':'mark','ts':13,'pid':1,'tid':7}]");
    const Result<TraceFile> file = read_chrome_trace(json.toStdString());
    QVERIFY(file.ok());
    QCOMPARE(file->lanes.size(), size_t{2});
    const std::vector<TraceEvent>& events = file->lanes[0].events;
    QCOMPARE(events.size(), size_t{3});
    QCOMPARE(events[0].name, std::string("outer"));
    QCOMPARE(events[0].start_ns, int64_t{0});
    QCOMPARE(events[0].end_ns, int64_t{4000});
    QCOMPARE(events[1].end_ns, int64_t{2000});
    QCOMPARE(events[2].name, std::string("open"));
    QCOMPARE(events[2].end_ns, int64_t{10000});  // to the end of the file
    QCOMPARE(file->lanes[0].name, std::string("7"));
    QCOMPARE(file->passed_over, int64_t{2});  // the mark, and an end alone
  }

  void foreign_traces_are_read_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("lanes");
    const QByteArray event = "{'ph':'X','name':'a','ts':1,'dur':2,'pid':1,'tid':1}";
    const auto row = [](const char* name, const QByteArray& json, int lanes) {
      QTest::newRow(name) << quoted(json) << lanes;
    };
    row("object", "{'otherData':{'x':[1,{'ph':'X'}]},'traceEvents':[" + event + "]}", 1);
    row("array", "[" + event + "]", 1);
    row("array without its bracket", "[\n" + event + ",\n", 1);
    row("names out of order", "[" + event + ",{'ph':'M','name':'thread_name','pid':1,'tid':1,'args':{'name':'main'}}]",
        1);
    row("odd members",
        "[" + event +
            ",{'ph':'X','name':3,'ts':'5','dur':1},{'ph':7},{},{'ph':'M'},"
            "{'ph':'X','name':'b','ts':1,'dur':-1,'pid':1,'tid':2},"
            "{'ph':'X','name':'c','ts':1e300,'dur':1,'pid':1,'tid':2},"
            "{'ph':'C','name':'picture memory','ts':1,'args':[1]}]",
        1);
    row("nested arguments",
        "[" + event + ",{'ph':'X','name':'b','ts':1,'dur':1,'pid':1,'tid':2,'args':{'deep':{'a':1},'n':null}}]", 2);
  }
  void foreign_traces_are_read() {
    QFETCH(QByteArray, json);
    QFETCH(int, lanes);
    const Result<TraceFile> file = read_chrome_trace(json.toStdString());
    QVERIFY2(file.ok(), file.ok() ? "" : file.error().message().c_str());
    QCOMPARE(static_cast<int>(file->lanes.size()), lanes);
  }

  void bad_files_are_told_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("words");
    const QByteArray whole = QByteArray::fromStdString(chrome_trace_json({run_of(0)}));
    QTest::newRow("empty") << QByteArray() << "empty";
    QTest::newRow("blank") << QByteArray(" \n") << "empty";
    QTest::newRow("truncated") << whole.left(whole.size() / 2) << "ends in the middle";
    QTest::newRow("truncated array") << quoted("[{'ph':'X','name':'a','ts':1,'du") << "ends in the middle";
    QTest::newRow("not JSON") << QByteArray("\x0a\x20perfetto") << "not JSON at byte";
    QTest::newRow("another file") << quoted("{'format':'lightbench.pipeline'}") << "no traceEvents";
    QTest::newRow("a number") << QByteArray("7") << "no traceEvents";
    QTest::newRow("no events") << quoted("{'traceEvents':[]}") << "no event with a duration";
    QTest::newRow("only marks") << quoted("[{'ph':'i','ts':1}]") << "no event with a duration";
  }
  void bad_files_are_told() {
    QFETCH(QByteArray, json);
    QFETCH(QString, words);
    const Result<TraceFile> file = read_chrome_trace(json.toStdString());
    QVERIFY(!file.ok());
    QVERIFY2(file.error().message().find(words.toStdString()) != std::string::npos, file.error().message().c_str());
    QVERIFY(!file.error().remedy.empty());
  }

  // Wherever a file is cut, it is refused in words or read, never more.
  void every_cut_is_survived() {
    const std::string whole = chrome_trace_json({run_of(0)});
    for (size_t length = 0; length < whole.size() - 2; length += 7) {
      QVERIFY2(!read_chrome_trace(whole.substr(0, length)).ok(), qPrintable(QString::number(length)));
    }
  }
};

QTEST_APPLESS_MAIN(TestChromeTrace)
#include "test_chrome_trace.moc"
