#include <QtTest>

#include "engine/graph/chain.h"
#include "engine/graph/pipeline_file.h"
#include "engine/image/codecs/codec.h"
#include "engine/operators/builtin.h"
#include "engine/profile/session_diff.h"
#include "engine/runtime/pipeline_run.h"
#include "engine/runtime/record_session.h"
#include "engine/runtime/session_subjects.h"
#include "engine/simd/isa.h"

using namespace lightbench;

namespace {

OperatorRegistry& registry() {
  static OperatorRegistry known = [] {
    OperatorRegistry made;
    register_builtin(made);
    return made;
  }();
  return known;
}

}  // namespace

class TestRecordSession : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  Engine engine_{registry(), {2, size_t{1} << 20}};

  std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

  // photo → blur → gamma → result.
  Graph soft(const QString& photo = "first.png", double sigma = 1.5) const {
    Graph graph =
        photo_chain({node("blur", "gaussian_blur", {{"sigma", sigma}}), node("gamma", "gamma", {{"gamma", 1.4}}),
                     node("result", "output", {{"path", path("out.png")}})});
    graph.name = "Soft";
    graph.nodes[0].params["path"] = path(photo);
    return graph;
  }

  static SessionRequest request_for(std::vector<SessionSubject> subjects) {
    SessionRequest request;
    request.subjects = std::move(subjects);
    request.rounds = 4;
    request.warmup = 2;
    return request;
  }

 private Q_SLOTS:
  void initTestCase() {
    if (!check_measurable(describe_build())) QSKIP("a build without optimisation does not record");
    const int seeds[] = {1, 2};
    const char* names[] = {"first.png", "second.png"};
    for (int i = 0; i < 2; ++i) {
      Graph graph;
      graph.nodes = {node("made", "test_pattern",
                          {{"kind", std::string("noise")},
                           {"width", int64_t{61}},
                           {"height", int64_t{37}},
                           {"seed", int64_t{seeds[i]}}}),
                     node("out", "output", {{"path", path(names[i])}})};
      graph.connect({"made", "image"}, {"out", "image"});
      QVERIFY(run_pipeline(graph, engine_, {}, CancelToken()).ok());
    }
  }

  void one_subject() {
    SessionRequest request = request_for({{"A", "soft.lbp", {soft()}}});
    request.tags = {"nightly"};
    request.notes = "some words";
    int last_done = -1;
    request.progress = [&](int done, int total) {
      QCOMPARE(total, 4);
      QCOMPARE(done, last_done + 1);
      last_done = done;
    };
    const Result<ProfileSession> session = record_session(request, engine_, CancelToken());
    QVERIFY2(session.ok(), session.ok() ? "" : session.error().message().c_str());
    QCOMPARE(last_done, 3);
    QCOMPARE(session->tags, request.tags);
    QCOMPARE(session->notes, request.notes);
    QCOMPARE(session->threads, 2);
    QVERIFY(QDateTime::fromString(QString::fromStdString(session->recorded), Qt::ISODate).isValid());
    QVERIFY(session->peak_resident_bytes > 0);
    QCOMPARE(session->variants.size(), size_t{1});
    const SessionVariant& variant = session->variants[0];
    QCOMPARE(variant.pipeline_name, std::string("Soft"));
    QVERIFY(variant.build == describe_build());
    QVERIFY(!variant.gpu);
    const SessionPicture& picture = variant.pictures[0];
    QCOMPARE(picture.wall_ns.size(), size_t{4});
    QCOMPARE(picture.warmup_wall_ns.size(), size_t{1});  // the other one of the two is the cold round
    QVERIFY(picture.cold_wall_ns > 0);
    QVERIFY(std::is_sorted(picture.start_ns.begin(), picture.start_ns.end()));
    QCOMPARE(picture.nodes.size(), size_t{4});
    for (size_t round = 0; round < 4; ++round) {
      int64_t sum = picture.unattributed_ns[round];
      for (const SessionNode& each : picture.nodes) sum += each.self_ns[round];
      QCOMPARE(sum, picture.wall_ns[round]);
    }
    const SessionNode& blur = *picture.find("blur");
    QCOMPARE(blur.state, std::string("computed"));
    QCOMPARE(blur.backend, std::string("cpu"));
    QCOMPARE(blur.busy_ns.size(), size_t{4});
    QVERIFY(blur.width == 61 && blur.height == 37 && blur.channels == 3 && !blur.format.empty());
    QVERIFY(blur.cold_self_ns && !blur.io_ns);
    QVERIFY(picture.find("photo")->io_ns);
    QCOMPARE(picture.inputs.size(), size_t{1});
    QCOMPARE(picture.inputs[0].width, 61);
    QCOMPARE(picture.outputs.size(), size_t{1});
    QCOMPARE(picture.outputs[0].node, std::string("result"));
    QVERIFY(!QFile::exists(folder_.filePath("out.png")));
    // And what was recorded can be written and read.
    const Result<LoadedSession> loaded = parse_session(serialize_session(*session), "session");
    QVERIFY2(loaded.ok(), loaded.ok() ? "" : loaded.error().message().c_str());
    QVERIFY(loaded->session == *session);
  }

  // Rounds take turns A B, B A.
  void two_subjects_alternate() {
    const Result<ProfileSession> session =
        record_session(request_for({{"A", "", {soft()}}, {"B", "", {soft("first.png", 9)}}}), engine_, CancelToken());
    QVERIFY(session.ok());
    const std::vector<int64_t>& a = session->variants[0].pictures[0].start_ns;
    const std::vector<int64_t>& b = session->variants[1].pictures[0].start_ns;
    QVERIFY(a[0] < b[0] && b[0] < b[1] && b[1] < a[1] && a[1] < a[2] && a[2] < b[2]);
    const SessionDiff diff = compare_variants(*session, kPracticalThreshold);
    QCOMPARE(diff.changes.size(), size_t{1});
    QCOMPARE(to_text(diff.changes[0]), std::string("blur.sigma: 1.5 → 9.0"));
    QCOMPARE(diff.outputs[0].samples, OutputDifference::Samples::kDifferent);
  }

  void instruction_sets_alternate_and_the_best_is_left_in_force() {
    use_best_isa();
    const Isa best = active_isa();
    const Result<ProfileSession> session = record_session(
        request_for({{"A", "", {soft()}, "sse4"}, {"B", "", {soft()}, "scalar"}}), engine_, CancelToken());
    QVERIFY(session.ok());
    QCOMPARE(session->variants[0].pictures[0].find("blur")->isa, std::string("sse4"));
    QCOMPARE(session->variants[1].pictures[0].find("blur")->isa, std::string("scalar"));
    QCOMPARE(active_isa(), best);
    const Result<ProfileSession> none =
        record_session(request_for({{"A", "", {soft()}, "mmx"}}), engine_, CancelToken());
    QVERIFY(!none.ok());
    QCOMPARE(none.error().kind, ErrorKind::kInvalid);
  }

  void several_pictures() {
    const Result<ProfileSession> session =
        record_session(request_for({{"A", "", {soft("first.png"), soft("second.png")}}}), engine_, CancelToken());
    QVERIFY(session.ok());
    const std::vector<SessionPicture>& pictures = session->variants[0].pictures;
    QCOMPARE(pictures.size(), size_t{2});
    QVERIFY(pictures[0].inputs[0].hash != pictures[1].inputs[0].hash);
    QVERIFY(pictures[0].outputs[0].hash != pictures[1].outputs[0].hash);
    QCOMPARE(session->variants[0].wall_ns()[3], pictures[0].wall_ns[3] + pictures[1].wall_ns[3]);
  }

  void warm_up_ends_by_itself() {
    SessionRequest request = request_for({{"A", "", {soft()}}});
    request.warmup.reset();
    const Result<ProfileSession> session = record_session(request, engine_, CancelToken());
    QVERIFY(session.ok());
    QVERIFY(session->variants[0].pictures[0].warmup_wall_ns.size() >= 5);
  }

  void outputs_are_kept_where_asked() {
    SessionRequest request = request_for({{"A", "", {soft()}}});
    request.pictures_folder = path("kept/deep");
    const Result<ProfileSession> session = record_session(request, engine_, CancelToken());
    QVERIFY2(session.ok(), session.ok() ? "" : session.error().message().c_str());
    const SessionImage& output = session->variants[0].pictures[0].outputs[0];
    BufferPool pool;
    const Result<Image> kept = decode_file(output.path, {}, pool);
    QVERIFY2(kept.ok(), output.path.c_str());
    QCOMPARE(kept->spec().width, 61);
    request.pictures_folder = path("first.png") + "/under a file";
    const Result<ProfileSession> nowhere = record_session(request, engine_, CancelToken());
    QVERIFY(!nowhere.ok());
    QVERIFY(nowhere.error().where.find("under a file") != std::string::npos);
  }

  void errors_name_what_is_wrong() {
    const Result<ProfileSession> missing =
        record_session(request_for({{"A", "", {soft("none.png")}}}), engine_, CancelToken());
    QVERIFY(!missing.ok());
    QCOMPARE(missing.error().node, std::string("photo"));
    const CancelToken cancel;
    cancel.cancel();
    const Result<ProfileSession> stopped = record_session(request_for({{"A", "", {soft()}}}), engine_, cancel);
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().kind, ErrorKind::kCancelled);
  }

  void the_hash_is_of_what_is_computed() {
    const Graph graph = soft();
    Graph moved = graph;
    moved.name = "Another name";
    moved.nodes[1].position = NodePosition{4, 5};
    moved.nodes[1].label = "My blur";
    moved.nodes[0].params["path"] = std::string("elsewhere.png");
    QCOMPARE(pipeline_hash(moved), pipeline_hash(graph));
    QVERIFY(pipeline_hash(soft("first.png", 2)) != pipeline_hash(graph));
    moved.nodes[1].bypass = true;
    QVERIFY(pipeline_hash(moved) != pipeline_hash(graph));
  }

  // Without the profiler the walls are measured and a pass is divided evenly; the pictures are the same.
  void the_profiler_can_be_left_out() {
    PipelineRunOptions options;
    options.write_outputs = false;
    options.profile = false;
    const Graph graph = soft();
    const CancelToken cancel;
    PipelineRounds rounds(graph, engine_, options, cancel);
    QVERIFY(rounds.open().ok());
    QVERIFY(rounds.run(PipelineRounds::Round::kLast).ok());
    QVERIFY(rounds.result().traces[0].workers.empty());
    const std::vector<NodeMeasurement>& nodes = rounds.result().nodes;
    QVERIFY(nodes[1].last.fused_group >= 0);
    QVERIFY(std::abs(nodes[1].self_ns[0] - nodes[2].self_ns[0]) <= 1);
  }

  void another_backend_is_for_every_node() {
    Graph graph = soft();
    graph.nodes[1].backend = Backend::kVulkan;
    run_everywhere_on(graph, Backend::kCpu);
    QCOMPARE(graph.settings.backend, Backend::kCpu);
    for (const Node& each : graph.nodes) QCOMPARE(each.backend, Backend::kAuto);
  }

  void the_other_pipeline_reads_the_same_pictures() {
    const auto input = [](const NodeId& id, const std::string& path) {
      return path.empty() ? node(id, "input", {}) : node(id, "input", {{"path", path}});
    };
    Graph source;
    source.base_folder = "/pictures";
    source.nodes = {input("mask", "mask.png"), input("photo", "/elsewhere/photo.png"), input("third", "sub/third.png")};
    Graph graph;
    graph.base_folder = "/pipelines";
    graph.nodes = {input("photo", ""), input("left", "left.png"), input("mask", "own.png"), input("last", "last.png")};
    read_same_pictures(graph, source);
    const auto path_of = [&](const NodeId& id) { return std::get<std::string>(graph.find(id)->params.at("path")); };
    QCOMPARE(path_of("photo"), std::string("/elsewhere/photo.png"));
    QCOMPARE(path_of("mask"), std::string("/pictures/mask.png"));
    QCOMPARE(path_of("left"), std::string("/pictures/sub/third.png"));
    QCOMPARE(path_of("last"), std::string("last.png"));
  }

  void a_recorded_pipeline_can_be_run_again() {
    Graph graph = soft("first.png");
    graph.nodes[0].params["path"] = std::string("first.png");
    SessionVariant variant;
    variant.pipeline = serialize_pipeline(graph);
    variant.pipeline_path = path("soft.lbp");
    const Result<Graph> again = recorded_pipeline(variant, registry());
    QVERIFY2(again.ok(), again.ok() ? "" : again.error().message().c_str());
    QCOMPARE(pipeline_hash(*again), pipeline_hash(graph));
    QVERIFY(record_session(request_for({{"A", "", {*again}}}), engine_, CancelToken()).ok());
  }

  void a_recorded_pipeline_with_unknown_nodes_cannot() {
    SessionVariant variant;
    variant.pipeline = serialize_pipeline(soft());
    const size_t at = variant.pipeline.find("gaussian_blur");
    variant.pipeline.replace(at, 13, "dream_machine");
    const Result<Graph> unknown = recorded_pipeline(variant, registry());
    QVERIFY(!unknown);
    QVERIFY(unknown.error().message().find("unknown node type dream_machine") != std::string::npos);
    variant.pipeline = "{";
    QVERIFY(!recorded_pipeline(variant, registry()));
  }
};

QTEST_GUILESS_MAIN(TestRecordSession)
#include "test_record_session.moc"
