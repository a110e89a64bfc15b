// The graph panel driven by mouse and keys.
#include <QtTest>
#include <QtWidgets>

#include <ctime>

#include "engine/operators/builtin.h"
#include "tests/engine/gpu_fixture.h"
#include "ui/core/node_kind.h"
#include "ui/editor/editor_header.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/heat_legend.h"
#include "ui/editor/node_editor.h"
#include "ui/editor/search_popup.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

Node made(const std::string& type, const NodeId& id, double x, double y) {
  Node node;
  node.id = id;
  node.type = type;
  node.position = NodePosition{x, y};
  return node;
}

NodeId numbered(int index) { return QStringLiteral("n%1").arg(index).toStdString(); }

// pattern → blur → invert, with a loose gamma below.
Graph chain() {
  Graph graph;
  graph.name = "Chain";
  graph.nodes = {made("test_pattern", "pattern", 0, 0), made("gaussian_blur", "blur", 220, 0),
                 made("invert", "invert", 440, 0), made("gamma", "gamma", 220, 160)};
  graph.nodes[0].params["width"] = int64_t{64};
  graph.nodes[0].params["height"] = int64_t{48};
  graph.connect({"pattern", "image"}, {"blur", "image"});
  graph.connect({"blur", "image"}, {"invert", "image"});
  return graph;
}

// Two branches of a photograph, blended: what a whole pipeline looks like.
Graph macawGrade() {
  const QString photo = QDir(LIGHTBENCH_SOURCE_DIR).filePath("../shared/images/kodim23.png");
  Graph graph;
  graph.name = "Macaw grade";
  graph.nodes = {made("input", "photo", 20, 110),
                 made("median", "denoise", 200, 40),
                 made("gaussian_blur", "soft", 200, 170),
                 made("exposure", "exposure", 390, 40),
                 made("unsharp_mask", "sharpen", 390, 170),
                 made("curve", "tone", 570, 40),
                 made("blend", "blend", 760, 110),
                 made("output", "result", 940, 60),
                 made("resize", "web", 940, 240)};
  if (QFile::exists(photo)) {
    graph.nodes[0].params["path"] = photo.toStdString();
  } else {
    graph.nodes[0] = made("test_pattern", "photo", 20, 110);
  }
  graph.nodes[1].params["radius"] = int64_t{2};
  graph.nodes[2].params["sigma"] = 6.0;
  graph.nodes[3].params["stops"] = 0.5;
  graph.nodes[5].params["points"] = NumberTable{3, 2, {0, 0, 0.5, 0.6, 1, 1}};
  graph.nodes[7].params["path"] = std::string("/tmp/lightbench-editor-test.png");
  const auto link = [&](const char* from, const char* to, const char* port) {
    graph.connect({from, "image"}, {to, port});
  };
  link("photo", "denoise", "image");
  link("photo", "soft", "image");
  link("denoise", "exposure", "image");
  link("exposure", "tone", "image");
  link("soft", "sharpen", "image");
  link("tone", "blend", "a");
  link("sharpen", "blend", "b");
  link("blend", "result", "image");
  link("blend", "web", "image");
  return graph;
}

// Twelve nodes from a photograph to the mix with it, as the benchmarks have them.
Graph twelveNodes() {
  Graph graph;
  graph.name = "Twelve nodes";
  const QString photo = QDir(LIGHTBENCH_SOURCE_DIR).filePath("../shared/images/kodim23.png");
  const bool has_photo = QFile::exists(photo);
  graph.nodes = {made(has_photo ? "input" : "test_pattern", "photo", 0, 120),
                 made("srgb_to_linear", "linear", 200, 40),
                 made("exposure", "exposure", 376, 40),
                 made("color_matrix", "matrix", 552, 40),
                 made("clamp", "clamp", 728, 40),
                 made("curve", "curve", 904, 40),
                 made("saturation", "saturation", 1080, 40),
                 made("gaussian_blur", "blur", 200, 240),
                 made("unsharp_mask", "sharpen", 376, 240),
                 made("vignette", "vignette", 552, 240),
                 made("gamma", "gamma", 728, 240),
                 made("blend", "mix", 904, 240)};
  if (has_photo) graph.nodes[0].params["path"] = photo.toStdString();
  graph.find("exposure")->params["stops"] = 0.3;
  graph.find("matrix")->params["matrix"] = NumberTable{3, 4, {1.2, -.1, -.1, 0, 0, 1.1, -.1, 0, -.1, 0, 1.1, 0}};
  graph.find("curve")->params["points"] = NumberTable{3, 2, {0, 0, 0.5, 0.6, 1, 1}};
  graph.find("saturation")->params["amount"] = 1.2;
  graph.find("blur")->params["sigma"] = 2.0;
  graph.find("sharpen")->params["sigma"] = 1.5;
  graph.find("vignette")->params["strength"] = 0.3;
  graph.find("gamma")->params["gamma"] = 2.2;
  graph.find("mix")->params["opacity"] = 0.8;
  const std::vector<Node>& nodes = graph.nodes;
  for (size_t i = 1; i + 1 < nodes.size(); ++i) graph.connect({nodes[i - 1].id, "image"}, {nodes[i].id, "image"});
  graph.connect({"photo", "image"}, {"mix", "a"});
  graph.connect({"gamma", "image"}, {"mix", "b"});
  return graph;
}

struct Desk {
  Desk() {
    register_builtin(registry);
    EngineOptions options{2, size_t{64} << 20};
    options.gpu.import_host_memory = false;  // large pictures move as well, which the wires tell
    engine = std::make_unique<Engine>(registry, options);
    document = std::make_unique<Document>(registry);
    bridge = std::make_unique<EngineBridge>(*engine, *document);
    editor = std::make_unique<NodeEditor>(*document, *bridge);
    editor->resize(900, 500);
  }

  void open(Graph graph) {
    document->adopt(std::move(graph));
    editor->show();
    QVERIFY(QTest::qWaitForWindowExposed(editor.get()));
    editor->activateWindow();  // without a window manager nobody else does
    QVERIFY(QTest::qWaitForWindowActive(editor.get()));
    editor->view()->setZoom(1);
    editor->view()->centerOn(300, 120);
    editor->view()->setFocus();
  }

  GraphView* view() const { return editor->view(); }
  GraphScene* scene() const { return editor->scene(); }
  QWidget* canvas() const { return view()->viewport(); }
  const Graph& graph() const { return document->graph(); }
  QPoint at(const QPointF& scene_point) const { return view()->mapFromScene(scene_point); }
  QPoint body(const NodeId& id) const { return at(scene()->item(id)->nodeRect().center()); }
  QPoint output(const NodeId& id, size_t index = 0) const { return at(scene()->item(id)->outputAt(index)); }
  QPoint input(const NodeId& id, size_t index = 0) const { return at(scene()->item(id)->inputAt(index)); }

  void move(const QPoint& to, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers = {}) const {
    QMouseEvent event(QEvent::MouseMove, to, canvas()->mapToGlobal(to), Qt::NoButton, buttons, modifiers);
    QApplication::sendEvent(canvas(), &event);
  }
  void drag(const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton,
            Qt::KeyboardModifiers modifiers = {}) const {
    QTest::mousePress(canvas(), button, modifiers, from);
    for (int step = 1; step <= 5; ++step) move(from + (to - from) * step / 5, button, modifiers);
    QTest::mouseRelease(canvas(), button, modifiers, to);
  }
  void key(int key, Qt::KeyboardModifiers modifiers = {}) const {
    QTest::keyClick(view(), static_cast<Qt::Key>(key), modifiers);
  }
  void choose(const QString& text) const {
    QTRY_VERIFY(editor->palette()->isVisible());
    QTest::keyClicks(editor->palette()->field(), text);
    QTest::keyClick(editor->palette()->field(), Qt::Key_Return);
    QVERIFY(!editor->palette()->isVisible());
  }
  bool linked(const PortRef& from, const PortRef& to) const {
    const Link* link = graph().link_into(to);
    return link != nullptr && link->from == from;
  }

  OperatorRegistry registry;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Document> document;
  std::unique_ptr<EngineBridge> bridge;
  std::unique_ptr<NodeEditor> editor;
};

}  // namespace

class TestEditor : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() { Theme::instance().apply(*qApp); }

  void init() {
    desk_ = std::make_unique<Desk>();
    desk_->open(chain());
  }
  void cleanup() { desk_.reset(); }

  void tab_adds_through_the_palette() {
    desk_->key(Qt::Key_Tab);
    desk_->choose("unsharp");
    QCOMPARE(desk_->graph().nodes.back().type, std::string("unsharp_mask"));
    QVERIFY(desk_->graph().nodes.back().position);
    QCOMPARE(desk_->document->selection(), std::vector<NodeId>{desk_->graph().nodes.back().id});
    checkUndo(5);
  }

  void palette_opens_by_double_click_and_closes_by_escape() {
    QTest::mouseDClick(desk_->canvas(), Qt::LeftButton, {}, desk_->at({40, 300}));
    QTRY_VERIFY(desk_->editor->palette()->isVisible());
    QTest::keyClicks(desk_->editor->palette()->field(), "no such thing at all");
    QVERIFY(desk_->editor->palette()->currentId().isEmpty());
    QTest::keyClick(desk_->editor->palette()->field(), Qt::Key_Return);  // nothing to take
    QVERIFY(desk_->editor->palette()->isVisible());
    QTest::keyClick(desk_->editor->palette()->field(), Qt::Key_Escape);
    QVERIFY(!desk_->editor->palette()->isVisible());
    QCOMPARE(desk_->graph().nodes.size(), size_t{4});
  }

  void palette_is_walked_with_arrows() {
    desk_->key(Qt::Key_A, Qt::ShiftModifier);
    QTRY_VERIFY(desk_->editor->palette()->isVisible());
    QTest::keyClicks(desk_->editor->palette()->field(), "blur");
    const QString first = desk_->editor->palette()->currentId();
    QTest::keyClick(desk_->editor->palette()->field(), Qt::Key_Down);
    const QString second = desk_->editor->palette()->currentId();
    QVERIFY(first != second);
    QTest::keyClick(desk_->editor->palette()->field(), Qt::Key_Return);
    QCOMPARE(QString::fromStdString(desk_->graph().nodes.back().type), second);
  }

  void dragging_connects() {
    desk_->drag(desk_->output("pattern"), desk_->input("gamma"));
    QVERIFY(desk_->linked({"pattern", "image"}, {"gamma", "image"}));
    desk_->document->undoStack()->undo();
    QVERIFY(!desk_->linked({"pattern", "image"}, {"gamma", "image"}));
    desk_->document->undoStack()->redo();
    QVERIFY(desk_->linked({"pattern", "image"}, {"gamma", "image"}));
  }

  void dragging_snaps_and_works_backwards() {
    desk_->drag(desk_->input("gamma"), desk_->output("blur") + QPoint(12, -10));
    QVERIFY(desk_->linked({"blur", "image"}, {"gamma", "image"}));
  }

  void dropping_on_a_body_takes_its_input() {
    desk_->drag(desk_->output("pattern"), desk_->body("gamma"));
    QVERIFY(desk_->linked({"pattern", "image"}, {"gamma", "image"}));
  }

  void a_cycle_is_refused_in_words() {
    QSignalSpy said(desk_->editor.get(), &NodeEditor::message);
    const Graph before = desk_->graph();
    desk_->document->connectPorts({"invert", "image"}, {"gamma", "image"});
    const Graph linked = desk_->graph();
    // gamma's output into blur, whose result gamma depends on
    desk_->drag(desk_->output("gamma"), desk_->input("blur"));
    QCOMPARE(desk_->graph(), linked);
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0][0].toString().contains("circle"), qPrintable(said[0][0].toString()));
  }

  void a_wire_dropped_on_nothing_opens_a_fitting_palette() {
    desk_->drag(desk_->output("invert"), desk_->at({640, 200}));
    QTRY_VERIFY(desk_->editor->palette()->isVisible());
    // Nothing without an input is offered.
    QTest::keyClicks(desk_->editor->palette()->field(), "test pattern");
    QVERIFY(desk_->editor->palette()->currentId() != "test_pattern");
    desk_->editor->palette()->field()->clear();
    desk_->choose("median");
    const Node& added = desk_->graph().nodes.back();
    QCOMPARE(added.type, std::string("median"));
    QVERIFY(desk_->linked({"invert", "image"}, {added.id, "image"}));
    checkUndo(5);
  }

  void an_occupied_input_gives_up_its_link() {
    desk_->drag(desk_->input("invert"), desk_->at({380, 300}));
    QVERIFY(desk_->graph().link_into({"invert", "image"}) == nullptr);
    desk_->document->undoStack()->undo();
    desk_->drag(desk_->input("invert"), desk_->input("gamma"));
    QVERIFY(desk_->graph().link_into({"invert", "image"}) == nullptr);
    QVERIFY(desk_->linked({"blur", "image"}, {"gamma", "image"}));
    desk_->document->undoStack()->undo();
    QVERIFY(desk_->linked({"blur", "image"}, {"invert", "image"}));
  }

  void moving_several_is_one_undo_step() {
    desk_->document->setSelection({"pattern", "gamma"});
    const Graph before = desk_->graph();
    desk_->drag(desk_->body("gamma"), desk_->body("gamma") + QPoint(40, 100));
    QCOMPARE(desk_->graph().find("gamma")->position->x, 260.0);
    QCOMPARE(desk_->graph().find("pattern")->position->y, 100.0);
    QCOMPARE(desk_->graph().find("blur")->position->x, 220.0);
    QCOMPARE(desk_->document->undoStack()->count(), 1);
    desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph(), before);
    QCOMPARE(desk_->scene()->item("gamma")->pos(), QPointF(220, 160));
  }

  void escape_abandons_a_drag() {
    QTest::mousePress(desk_->canvas(), Qt::LeftButton, {}, desk_->body("gamma"));
    desk_->move(desk_->body("gamma") + QPoint(80, 80), Qt::LeftButton);
    QVERIFY(desk_->scene()->item("gamma")->pos() != QPointF(220, 160));
    desk_->key(Qt::Key_Escape);
    QCOMPARE(desk_->scene()->item("gamma")->pos(), QPointF(220, 160));
    QTest::mouseRelease(desk_->canvas(), Qt::LeftButton, {}, desk_->body("gamma"));
    QCOMPARE(desk_->document->undoStack()->count(), 0);
  }

  void clicks_select() {
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, {}, desk_->body("blur"));
    QCOMPARE(desk_->document->selection(), std::vector<NodeId>{"blur"});
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, Qt::ShiftModifier, desk_->body("invert"));
    QCOMPARE(desk_->document->selection().size(), size_t{2});
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, Qt::ControlModifier, desk_->body("blur"));
    QCOMPARE(desk_->document->selection(), std::vector<NodeId>{"invert"});
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, {}, desk_->at({40, 300}));
    QVERIFY(desk_->document->selection().empty());
  }

  void a_box_selects_what_it_touches() {
    desk_->drag(desk_->at({190, 100}), desk_->at({600, -30}));
    const std::vector<NodeId> expected = {"blur", "invert"};
    QCOMPARE(desk_->document->selection(), expected);
    desk_->drag(desk_->at({190, 300}), desk_->at({300, 180}), Qt::LeftButton, Qt::ShiftModifier);
    QCOMPARE(desk_->document->selection().size(), size_t{3});
  }

  void delete_and_heal() {
    desk_->document->setSelection({"blur"});
    desk_->key(Qt::Key_Delete);
    QVERIFY(desk_->graph().find("blur") == nullptr);
    QVERIFY(desk_->graph().link_into({"invert", "image"}) == nullptr);
    desk_->document->undoStack()->undo();
    desk_->document->setSelection({"blur"});
    desk_->key(Qt::Key_Delete, Qt::ControlModifier);
    QVERIFY(desk_->linked({"pattern", "image"}, {"invert", "image"}));
    desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph(), chain());
  }

  void a_selected_wire_is_deleted() {
    const QPointF middle = (desk_->scene()->item("blur")->outputAt(0) + desk_->scene()->item("invert")->inputAt(0)) / 2;
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, {}, desk_->at(middle));
    QVERIFY(desk_->scene()->selectedWire());
    desk_->key(Qt::Key_Delete);
    QVERIFY(desk_->graph().link_into({"invert", "image"}) == nullptr);
    QCOMPARE(desk_->graph().nodes.size(), size_t{4});
  }

  void ctrl_right_drag_cuts() {
    desk_->drag(desk_->at({400, -60}), desk_->at({400, 100}), Qt::RightButton, Qt::ControlModifier);
    QVERIFY(desk_->graph().link_into({"invert", "image"}) == nullptr);
    QVERIFY(desk_->graph().link_into({"blur", "image"}) != nullptr);
    desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph(), chain());
  }

  void bypass_toggles() {
    for (const int key : {Qt::Key_D, Qt::Key_M}) {
      desk_->document->setSelection({"blur", "invert"});
      desk_->key(key);
      QVERIFY(desk_->graph().find("blur")->bypass && desk_->graph().find("invert")->bypass);
      QCOMPARE(desk_->scene()->item("blur")->face().reading, QString("bypassed"));
      desk_->key(key);
      QVERIFY(!desk_->graph().find("blur")->bypass);
    }
    desk_->document->undoStack()->undo();
    QVERIFY(desk_->graph().find("blur")->bypass);
  }

  void duplicate_keeps_inputs_when_asked() {
    desk_->document->setSelection({"blur"});
    desk_->key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(desk_->graph().nodes.size(), size_t{5});
    QVERIFY(desk_->graph().link_into({desk_->graph().nodes.back().id, "image"}) == nullptr);
    desk_->document->setSelection({"blur"});
    desk_->key(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(desk_->linked({"pattern", "image"}, {desk_->graph().nodes.back().id, "image"}));
    checkUndo(6);
  }

  void a_node_dropped_on_a_wire_is_inserted() {
    const QPointF middle = (desk_->scene()->item("blur")->outputAt(0) + desk_->scene()->item("invert")->inputAt(0)) / 2;
    desk_->drag(desk_->body("gamma"), desk_->at(middle));
    QVERIFY(desk_->linked({"blur", "image"}, {"gamma", "image"}));
    QVERIFY(desk_->linked({"gamma", "image"}, {"invert", "image"}));
    QCOMPARE(desk_->document->undoStack()->count(), 1);
    desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph(), chain());
  }

  void alt_suppresses_inserting() {
    const QPointF middle = (desk_->scene()->item("blur")->outputAt(0) + desk_->scene()->item("invert")->inputAt(0)) / 2;
    desk_->drag(desk_->body("gamma"), desk_->at(middle), Qt::LeftButton, Qt::AltModifier);
    QVERIFY(desk_->linked({"blur", "image"}, {"invert", "image"}));
    QVERIFY(desk_->graph().find("gamma")->position->y < 160);
  }

  void alt_drag_detaches() {
    desk_->drag(desk_->body("blur"), desk_->body("blur") + QPoint(0, 250), Qt::LeftButton, Qt::AltModifier);
    QVERIFY(desk_->linked({"pattern", "image"}, {"invert", "image"}));
    QVERIFY(desk_->graph().link_into({"blur", "image"}) == nullptr);
    QCOMPARE(desk_->document->undoStack()->count(), 1);
  }

  void looking_edits_and_runs_nothing() {
    QVERIFY(desk_->bridge->waitIdle(20000));
    QSignalSpy runs(desk_->bridge.get(), &EngineBridge::runStarted);
    const Graph before = desk_->graph();
    const quint64 revision = desk_->bridge->report() ? desk_->bridge->report()->revision : 0;
    const QPointF fixed = desk_->view()->mapToScene(200, 200);
    QWheelEvent wheel(QPointF(200, 200), desk_->canvas()->mapToGlobal(QPointF(200, 200)), {}, QPoint(0, 240),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(desk_->canvas(), &wheel);
    QVERIFY(desk_->view()->zoom() > 1.3);
    QVERIFY(QLineF(desk_->view()->mapToScene(200, 200), fixed).length() < 1.5);  // zoomed at the pointer
    desk_->key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(desk_->view()->zoom(), 1.0);
    const QPointF corner = desk_->view()->mapToScene(0, 0);
    desk_->drag({300, 300}, {340, 330}, Qt::MiddleButton);
    QCOMPARE(desk_->view()->mapToScene(0, 0), corner - QPointF(40, 30));
    QTest::keyPress(desk_->view(), Qt::Key_Space);
    desk_->drag({300, 300}, {260, 270});
    QTest::keyRelease(desk_->view(), Qt::Key_Space);
    QCOMPARE(desk_->view()->mapToScene(0, 0), corner);
    desk_->key(Qt::Key_Home);
    desk_->key(Qt::Key_F);
    for (int overlay = 0; overlay < kOverlayCount; ++overlay) desk_->editor->cycleOverlay();
    QVERIFY(desk_->bridge->waitIdle(20000));
    QCOMPARE(desk_->graph(), before);
    QCOMPARE(desk_->document->undoStack()->count(), 0);
    QCOMPARE(runs.size(), 0);
    QCOMPARE(desk_->bridge->report() ? desk_->bridge->report()->revision : 0, revision);
  }

  void arrows_walk_and_control_arrows_move() {
    desk_->document->setSelection({"pattern"}, "pattern");
    desk_->key(Qt::Key_Right);
    QCOMPARE(desk_->document->currentNode(), NodeId("blur"));
    QVERIFY(desk_->scene()->item("blur")->face().focused);
    desk_->key(Qt::Key_Down);
    QCOMPARE(desk_->document->currentNode(), NodeId("gamma"));
    desk_->key(Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(desk_->document->selection().size(), size_t{2});
    desk_->document->setSelection({"gamma"}, "gamma");
    desk_->key(Qt::Key_Left, Qt::ControlModifier);
    desk_->key(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(desk_->graph().find("gamma")->position->x, 204.0);
    desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph().find("gamma")->position->x, 220.0);
  }

  void keys_connect_without_a_mouse() {
    desk_->document->setSelection({"invert", "gamma"});
    desk_->key(Qt::Key_C);
    QVERIFY(desk_->linked({"invert", "image"}, {"gamma", "image"}));
    desk_->document->setSelection({"gamma"});
    desk_->key(Qt::Key_C, Qt::ShiftModifier);
    QVERIFY(desk_->graph().link_into({"gamma", "image"}) == nullptr);
  }

  void viewer_keys_and_clicks() {
    desk_->document->setSelection({"blur"}, "blur");
    desk_->key(Qt::Key_1);
    QCOMPARE(desk_->bridge->viewedNode(ViewSide::A), NodeId("blur"));
    desk_->key(Qt::Key_1, Qt::ShiftModifier);
    QCOMPARE(desk_->bridge->viewedNode(ViewSide::B), NodeId("blur"));
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, Qt::ControlModifier | Qt::ShiftModifier, desk_->body("pattern"));
    QCOMPARE(desk_->bridge->viewedNode(ViewSide::A), NodeId("pattern"));
    QCOMPARE(desk_->document->undoStack()->count(), 0);
  }

  void layout_is_one_edit() {
    desk_->document->setSelection({});
    desk_->document->moveNodes({{"invert", {0, 0}}, {"blur", {5, 5}}});
    desk_->key(Qt::Key_L);
    const auto x = [&](const NodeId& id) { return desk_->graph().find(id)->position->x; };
    QVERIFY(x("pattern") + 136 < x("blur") && x("blur") + 136 < x("invert"));
    for (const Node& a : desk_->graph().nodes) {
      for (const Node& b : desk_->graph().nodes) {
        if (a.id == b.id) continue;
        QVERIFY(!desk_->scene()->item(a.id)->nodeRect().intersects(desk_->scene()->item(b.id)->nodeRect()));
      }
    }
    QCOMPARE(desk_->document->undoStack()->count(), 2);
  }

  void nodes_without_place_are_laid_out_without_an_edit() {
    Graph graph = chain();
    for (Node& node : graph.nodes) node.position.reset();
    desk_->open(graph);
    QCOMPARE(desk_->document->undoStack()->count(), 0);
    QVERIFY(!desk_->graph().find("blur")->position);
    const auto rect = [&](const NodeId& id) { return desk_->scene()->item(id)->nodeRect(); };
    QVERIFY(rect("pattern").right() < rect("blur").left());
    QVERIFY(!rect("gamma").intersects(rect("pattern")));
    // The first move keeps the picture of the graph: the others get the places they were shown at.
    const QRectF shown = rect("invert");
    desk_->view()->frame();
    desk_->drag(desk_->body("gamma"), desk_->body("gamma") + QPoint(0, 60));
    QCOMPARE(rect("invert"), shown);
    QVERIFY(desk_->graph().find("invert")->position);
  }

  void renaming() {
    desk_->document->setSelection({"blur"}, "blur");
    desk_->key(Qt::Key_F2);
    auto* field = desk_->canvas()->findChild<QLineEdit*>("renameField");
    QVERIFY(field != nullptr);
    QTest::keyClicks(field, "Soft skin");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(desk_->graph().find("blur")->label, std::string("Soft skin"));
    QCOMPARE(desk_->scene()->item("blur")->face().title, QString("Soft skin"));
    desk_->document->undoStack()->undo();
    QVERIFY(desk_->graph().find("blur")->label.empty());
    desk_->key(Qt::Key_F2);
    QTRY_VERIFY(desk_->canvas()->findChildren<QLineEdit*>("renameField").size() == 1);
    field = desk_->canvas()->findChild<QLineEdit*>("renameField");
    QTest::keyClicks(field, "Other");
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(desk_->graph().find("blur")->label.empty());
  }

  void find_selects_and_shows() {
    desk_->key(Qt::Key_F, Qt::ControlModifier);
    desk_->choose("inv");
    QCOMPARE(desk_->document->currentNode(), NodeId("invert"));
    QVERIFY(desk_->canvas()->rect().contains(desk_->body("invert")));
  }

  void types_and_files_are_dropped() {
    QMimeData type;
    type.setData(kNodeTypeMime, "median");
    const QPointF middle = (desk_->scene()->item("blur")->outputAt(0) + desk_->scene()->item("invert")->inputAt(0)) / 2;
    drop(type, desk_->at(middle));
    const Node added = desk_->graph().nodes.back();
    QCOMPARE(added.type, std::string("median"));
    QVERIFY(desk_->linked({added.id, "image"}, {"invert", "image"}));
    drop(type, desk_->at({40, 300}));
    QCOMPARE(desk_->graph().nodes.size(), size_t{6});
    QVERIFY(desk_->graph().link_into({desk_->graph().nodes.back().id, "image"}) == nullptr);

    QSignalSpy files(desk_->editor.get(), &NodeEditor::filesDropped);
    QMimeData picture;
    picture.setUrls({QUrl::fromLocalFile("/tmp/photo.png")});
    drop(picture, desk_->at({10, 20}));
    QCOMPARE(files.size(), 1);
    QCOMPARE(files[0][0].value<QList<QUrl>>().first().toLocalFile(), QString("/tmp/photo.png"));
    QVERIFY(QLineF(files[0][1].toPointF(), QPointF(10, 20)).length() < 1);
  }

  void readings_come_from_the_run_shown() {
    desk_->bridge->setViewedNode(ViewSide::A, "invert");
    desk_->bridge->setViewedNode(ViewSide::B, "pattern");
    QVERIFY(desk_->bridge->waitIdle(20000));
    QVERIFY(desk_->bridge->report());
    const NodeFace& gamma = desk_->scene()->item("gamma")->face();
    QCOMPARE(gamma.reading, QString("no input"));
    QTRY_VERIFY(!desk_->scene()->item("invert")->face().thumbnail.isNull());  // made in the background
    QCOMPARE(desk_->scene()->item("invert")->face().tag, QString("A"));
    // Another view of the same graph: nothing is computed again, and the nodes say so.
    desk_->document->edit("Bypass invert", GraphChange::Params,
                          [](Graph& graph) { graph.find("invert")->bypass = true; });
    QVERIFY(desk_->bridge->waitIdle(20000));
    QCOMPARE(desk_->scene()->item("blur")->face().reading, QString("cached"));
    QVERIFY(desk_->scene()->item("blur")->face().note.startsWith("was "));
    desk_->document->setParam("blur", "sigma", 3.0);
    QVERIFY(desk_->bridge->waitIdle(20000));
    QCOMPARE(static_cast<int>(desk_->scene()->item("blur")->face().state), static_cast<int>(FaceState::kMeasured));
    QVERIFY(desk_->editor->header()->legend()->text().startsWith("0 … "));
  }

  void running_shows_its_share() {
    desk_->scene()->showProgress("blur", 0.25);
    QCOMPARE(desk_->scene()->item("blur")->face().reading, QString("running"));
    QCOMPARE(desk_->scene()->item("blur")->face().note, QString("25 %"));
    desk_->scene()->showProgress("blur", 0.5);
    QCOMPARE(desk_->scene()->item("blur")->face().bar, 0.5);
    desk_->scene()->showProgress("invert", 0.1);
    QVERIFY(desk_->scene()->item("blur")->face().reading != "running");
  }

  void empty_graph_says_what_to_do() {
    desk_->open(Graph{});
    const QImage empty = desk_->canvas()->grab().toImage();
    int lettered = 0;
    for (int x = 0; x < empty.width(); ++x) {
      for (int y = empty.height() / 2 - 12; y < empty.height() / 2 + 4; ++y) {
        lettered += empty.pixelColor(x, y) == Theme::tokens().text3 ? 1 : 0;
      }
    }
    QVERIFY(lettered > 50);
    desk_->key(Qt::Key_Tab);
    desk_->choose("test pattern");
    QCOMPARE(desk_->graph().nodes.size(), size_t{1});
  }

  void strange_graphs_are_shown() {
    Graph graph;
    graph.nodes = {made("from_the_future", "new", 0, 0), made("invert", "a", 200, 0), made("invert", "b", 400, 0),
                   made("invert", "b", 400, 200), made("blend", "far", 1e300, -1e300)};
    graph.links = {{{"a", "image"}, {"b", "image"}},
                   {{"b", "image"}, {"a", "image"}},
                   {{"nobody", "image"}, {"far", "a"}},
                   {{"new", "left"}, {"far", "no such port"}},
                   {{"a", "image"}, {"new", "whatever"}}};
    desk_->open(graph);
    QVERIFY(desk_->bridge->waitIdle(20000));
    QCOMPARE(desk_->scene()->item("new")->face().reading, QString("Unknown type from_the_future"));
    QVERIFY(!desk_->canvas()->grab().isNull());
    for (const int key : {Qt::Key_Home, Qt::Key_A, Qt::Key_D, Qt::Key_C, Qt::Key_L}) {
      desk_->key(key, key == Qt::Key_A ? Qt::ControlModifier : Qt::NoModifier);
    }
    desk_->key(Qt::Key_Delete, Qt::ControlModifier);
    while (desk_->document->undoStack()->canUndo()) desk_->document->undoStack()->undo();
    QCOMPARE(desk_->graph(), graph);
    QVERIFY(!desk_->canvas()->grab().isNull());
  }

  void every_command_has_a_key_and_survives_an_empty_graph() {
    desk_->open(Graph{});
    for (QAction* action : desk_->editor->actions()->menu()) {
      if (action == nullptr) continue;
      QVERIFY2(!action->shortcuts().isEmpty(), qPrintable(action->text()));
      action->trigger();
      if (desk_->editor->palette()->isVisible()) desk_->editor->palette()->hide();
    }
    QVERIFY(desk_->graph().nodes.empty());
  }

  // With LIGHTBENCH_GALLERY=folder the panel is written there after a run, to be looked at beside the design.
  void a_whole_pipeline_after_its_run() {
    const Graph graph = macawGrade();
    desk_->bridge->setLatencyBudget(0);
    desk_->open(graph);
    desk_->editor->resize(1160, 380);
    QVERIFY(desk_->bridge->waitIdle(60000));
    desk_->bridge->run();
    QVERIFY(desk_->bridge->waitIdle(60000));
    desk_->document->setSelection({"denoise"});
    desk_->view()->setZoom(1);
    desk_->view()->centerOn(560, 170);
    const NodeFace& denoise = desk_->scene()->item("denoise")->face();
    QCOMPARE(static_cast<int>(denoise.state), static_cast<int>(FaceState::kMeasured));
    QVERIFY(denoise.note.endsWith("%"));
    QCOMPARE(desk_->scene()->item("web")->face().reading, QString("not asked"));
    QCOMPARE(desk_->scene()->item("result")->face().reading, QString("not written"));
    QVERIFY(desk_->scene()->hasCriticalPath());
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (folder.isEmpty()) return;
    for (const ThemeMode mode : {ThemeMode::kLight, ThemeMode::kDark}) {
      Theme::instance().setMode(mode);
      for (int overlay = 0; overlay < kOverlayCount; ++overlay) {
        desk_->editor->setOverlay(static_cast<Overlay>(overlay));
        const QString name =
            QStringLiteral("editor-%1-%2.png").arg(mode == ThemeMode::kDark ? "dark" : "light").arg(overlay);
        QVERIFY(desk_->editor->grab().save(QDir(folder).filePath(name)));
      }
    }
    desk_->editor->openPalette();
    QTest::keyClicks(desk_->editor->palette()->field(), "bl");
    QVERIFY(desk_->editor->palette()->grab().save(QDir(folder).filePath("palette.png")));
  }

  // The same on the graphics card, where it can.
  void a_whole_pipeline_on_the_graphics_card() {
    if (const std::string why = lightbench::testing::why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    Graph graph = macawGrade();
    graph.settings.backend = Backend::kVulkan;
    graph.find("denoise")->backend = Backend::kCpu;
    desk_->bridge->setLatencyBudget(0);
    desk_->open(graph);
    desk_->editor->resize(1160, 380);
    QVERIFY(desk_->bridge->waitIdle(60000));
    const RunReport& report = *desk_->bridge->report();
    const FaceChip gpu{FaceChip::Kind::kGpu, "Vulkan"};
    QCOMPARE(desk_->scene()->item("soft")->face().chips[0], gpu);
    const NodeFace& blend = desk_->scene()->item("blend")->face();
    QCOMPARE(blend.fallback.has_value(), report.find("blend")->backend != "vulkan");
    QVERIFY(desk_->scene()->wireInto({"soft", "image"})->look().transfer);
    QVERIFY(!desk_->scene()->wireInto({"denoise", "image"})->look().transfer);
    QVERIFY(!desk_->scene()->wireInto({"web", "image"})->look().transfer);  // nobody asked for it
    QVERIFY(!desk_->scene()->wireInto({"soft", "image"})->look().bytes);
    desk_->editor->setOverlay(Overlay::kBytes);
    QVERIFY(desk_->scene()->wireInto({"soft", "image"})->look().bytes);  // and the arrow stays
    QVERIFY(desk_->scene()->wireInto({"soft", "image"})->look().transfer);
    const WireLook result = desk_->scene()->wireInto({"result", "image"})->look();
    QVERIFY(result.transfer && result.bytes);
    QCOMPARE(*result.bytes, result.transfer->bytes);
    desk_->editor->setOverlay(Overlay::kTime);
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (folder.isEmpty()) return;
    QTest::qWait(50);  // for the header, which has a scale to show now
    desk_->view()->setZoom(1);
    desk_->view()->centerOn(560, 170);
    for (const ThemeMode mode : {ThemeMode::kLight, ThemeMode::kDark}) {
      Theme::instance().setMode(mode);
      for (const double zoom : {1.0, 0.6, 0.4}) {
        desk_->view()->setZoom(zoom);
        const QString name = QStringLiteral("editor-gpu-%1-%2.png").arg(mode == ThemeMode::kDark ? "dark" : "light");
        QVERIFY(desk_->editor->grab().save(QDir(folder).filePath(name.arg(zoom * 100))));
      }
      desk_->view()->setZoom(1);
      for (const Overlay overlay : {Overlay::kBytes, Overlay::kDevice, Overlay::kTime}) {
        desk_->editor->setOverlay(overlay);
        const QString name =
            QStringLiteral("editor-gpu-%1-overlay-%2.png").arg(Theme::instance().isDark() ? "dark" : "light");
        QVERIFY(desk_->editor->grab().save(QDir(folder).filePath(name.arg(static_cast<int>(overlay)))));
      }
    }
  }

  // Every overlay on a pipeline of twelve nodes that has run some times, against a baseline; written as pictures with
  // LIGHTBENCH_GALLERY=folder.
  void every_overlay_after_some_runs() {
    const QTemporaryDir data;
    qputenv("XDG_DATA_HOME", data.path().toUtf8());
    desk_->bridge->setLatencyBudget(0);
    desk_->open(twelveNodes());
    desk_->editor->resize(1068, 420);
    const auto run = [&](int times) {
      for (int i = 0; i < times; ++i) {
        desk_->bridge->run();
        QVERIFY(desk_->bridge->waitIdle(60000));
      }
    };
    QVERIFY(desk_->bridge->waitIdle(60000));
    QVERIFY(desk_->scene()->item("blur")->face().note.startsWith("cold, "));
    run(6);
    const NodeFace& blur = desk_->scene()->item("blur")->face();
    QVERIFY(blur.reading.startsWith("≈ ") && blur.is_share);
    QVERIFY(blur.spread && *blur.spread >= blur.bar);
    QVERIFY(!blur.change);
    QVERIFY(!desk_->scene()->hullItems().empty());
    desk_->editor->setOverlay(Overlay::kDelta);
    QCOMPARE(desk_->scene()->item("blur")->face().reading, QString("no baseline"));
    QVERIFY(desk_->editor->header()->legend()->text().startsWith("no baseline"));
    QVERIFY(desk_->bridge->profile().pinBaseline());
    desk_->document->setParam("blur", "sigma", 6.0);
    QVERIFY(desk_->bridge->waitIdle(60000));
    QCOMPARE(desk_->scene()->item("blur")->face().reading, QString("too few runs"));
    run(5);
    // Which verdict is the machine's to say; that there is one is ours.
    const NodeFace& held = desk_->scene()->item("blur")->face();
    QVERIFY2(held.change && held.scale == BarScale::kDiverging, qPrintable(held.reading));
    QVERIFY(held.note.startsWith("was "));
    const QString folder = qEnvironmentVariable("LIGHTBENCH_GALLERY");
    if (folder.isEmpty()) return;
    desk_->document->setSelection({"sharpen"});
    desk_->view()->frame();
    for (const ThemeMode mode : {ThemeMode::kLight, ThemeMode::kDark}) {
      Theme::instance().setMode(mode);
      for (int overlay = 0; overlay < kOverlayCount; ++overlay) {
        desk_->editor->setOverlay(static_cast<Overlay>(overlay));
        for (const double zoom : {0.85, 0.35}) {
          desk_->view()->setZoom(zoom);
          desk_->view()->centerOn(desk_->scene()->nodesRect().center());
          const QString name = QStringLiteral("overlay-%1-%2-%3.png");
          QVERIFY(desk_->editor->grab().save(
              QDir(folder).filePath(name.arg(mode == ThemeMode::kDark ? "dark" : "light").arg(overlay).arg(zoom))));
        }
      }
    }
  }

  void a_hull_follows_its_members_and_is_in_nobodys_way() {
    desk_->bridge->setViewedNode(ViewSide::A, "invert");
    QVERIFY(desk_->bridge->waitIdle(20000));
    desk_->bridge->run();
    QVERIFY(desk_->bridge->waitIdle(20000));
    QCOMPARE(desk_->scene()->hullItems().size(), size_t{1});
    const auto holdsAll = [&] {
      const HullShape& shape = desk_->scene()->hullItems().front()->shapeShown();
      for (const char* id : {"blur", "invert"}) {
        const QRectF body = desk_->scene()->item(id)->nodeRect();
        if (std::none_of(shape.begin(), shape.end(), [&](const QRectF& part) { return part.contains(body); }))
          return false;
      }
      return true;
    };
    QVERIFY(holdsAll());
    const HullShape before = desk_->scene()->hullItems().front()->shapeShown();
    desk_->drag(desk_->body("invert"), desk_->body("invert") + QPoint(60, 40));
    QVERIFY(desk_->scene()->hullItems().front()->shapeShown() != before);
    QVERIFY(holdsAll());
    // Between its members a press begins a box, as anywhere on the canvas.
    desk_->document->setSelection({});
    const QPointF between(desk_->scene()->item("blur")->nodeRect().right() + 30, -10);
    desk_->drag(desk_->at(between), desk_->at(between + QPointF(-160, 60)));
    QCOMPARE(desk_->document->selection(), std::vector<NodeId>{"blur"});
    // Without the overlay there is none, and none of another document.
    desk_->editor->setOverlay(Overlay::kOff);
    QVERIFY(desk_->scene()->hullItems().empty());
    desk_->editor->setOverlay(Overlay::kTime);
    QCOMPARE(desk_->scene()->hullItems().size(), size_t{1});
    desk_->document->adopt(Graph{});
    QVERIFY(desk_->scene()->hullItems().empty());
  }

  void transfers_are_told_on_their_wires() {
    if (const std::string why = lightbench::testing::why_no_gpu(); !why.empty()) QSKIP(why.c_str());
    desk_->document->edit("Ask", GraphChange::Params, [](Graph& graph) {
      graph.find("blur")->backend = Backend::kVulkan;
      graph.find("invert")->backend = Backend::kCpu;
    });
    desk_->bridge->setViewedNode(ViewSide::A, "invert");
    QVERIFY(desk_->bridge->waitIdle(60000));
    QCOMPARE(desk_->bridge->report()->find("blur")->backend, std::string("vulkan"));
    WireItem* up = desk_->scene()->wireInto({"blur", "image"});
    WireItem* down = desk_->scene()->wireInto({"invert", "image"});
    QVERIFY(up->look().transfer && up->look().transfer->to_gpu);
    QVERIFY(down->look().transfer && !down->look().transfer->to_gpu);
    QVERIFY(up->look().transfer->elapsed_ns > 0);
    QVERIFY(up->look().transfer->bytes > 0);
    // Pointed at, it tells its bytes; clicked at its edge, off the line, its wire is chosen.
    const QPoint edge = desk_->at(up->pill().center() - QPointF(0, 7));
    QCOMPARE(tipAt(edge), wireWords(up->look()));
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, {}, edge);
    QVERIFY(desk_->scene()->selectedWire() && *desk_->scene()->selectedWire() == up->link().to);
    // Far away there is no pill to hit.
    desk_->scene()->selectWire({});
    desk_->view()->setZoom(0.44);
    desk_->view()->centerOn(up->pill().center());
    QTest::mouseClick(desk_->canvas(), Qt::LeftButton, {}, desk_->at(up->pill().center() - QPointF(0, 120)));
    QVERIFY(!desk_->scene()->selectedWire());
    desk_->view()->setZoom(1);
    // Nothing is moved any more, and nothing says so.
    desk_->document->setBackend("blur", Backend::kAuto);
    QVERIFY(desk_->bridge->waitIdle(60000));
    QVERIFY(!desk_->scene()->wireInto({"blur", "image"})->look().transfer);
    QVERIFY(!desk_->scene()->wireInto({"invert", "image"})->look().transfer);
    // From the cache, the face still tells where the result was made.
    desk_->document->setBackend("blur", Backend::kVulkan);
    QVERIFY(desk_->bridge->waitIdle(60000));
    QCOMPARE(desk_->scene()->item("blur")->face().chips[0], (FaceChip{FaceChip::Kind::kGpu, "Vulkan"}));
  }

  void five_hundred_nodes() {
    Graph graph;
    for (int i = 0; i < 500; ++i) {
      graph.nodes.push_back(made(i < 10 ? "test_pattern" : "blend", numbered(i), i % 25 * 200, i / 25 * 130));
      if (i < 10) graph.nodes.back().params = {{"width", int64_t{32}}, {"height", int64_t{24}}};
      if (i < 10) continue;
      const NodeId id = graph.nodes.back().id;
      graph.connect({numbered(i - 10), "image"}, {id, "a"});
      graph.connect({numbered(i - 7), "image"}, {id, "b"});
    }
    desk_->bridge->setLive(false);
    desk_->open(graph);
    desk_->editor->resize(1200, 700);
    QCOMPARE(desk_->scene()->nodeItems().size(), size_t{500});
    QCOMPARE(desk_->scene()->wireItems().size(), size_t{980});
    timeFrames("before the first run");
    desk_->bridge->run();
    desk_->bridge->setViewedNode(ViewSide::A, numbered(499));
    QVERIFY(desk_->bridge->waitIdle(60000));
    for (const Overlay overlay : {Overlay::kTime, Overlay::kBytes}) {
      const std::clock_t start = std::clock();
      desk_->editor->setOverlay(overlay);
      qInfo("faces of %d nodes made in %.1f ms", 500,
            static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC);
      timeFrames(overlay == Overlay::kTime ? "time" : "bytes");
    }
    QVERIFY(desk_->scene()->item(numbered(499))->face().state == FaceState::kMeasured);
    const Graph before = desk_->graph();
    desk_->key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(desk_->document->selection().size(), size_t{500});
    QCOMPARE(desk_->graph(), before);
  }

 private:
  // After edits that left `nodes` nodes: undone one by one the first graph is back, redone the last.
  void checkUndo(size_t nodes) {
    const Graph after = desk_->graph();
    QCOMPARE(after.nodes.size(), nodes);
    QUndoStack* stack = desk_->document->undoStack();
    while (stack->canUndo()) stack->undo();
    QCOMPARE(desk_->graph(), chain());
    QCOMPARE(desk_->scene()->nodeItems().size(), size_t{4});
    while (stack->canRedo()) stack->redo();
    QCOMPARE(desk_->graph(), after);
  }

  void timeFrames(const char* what) {
    for (const double zoom : {0.15, 0.3, 0.6, 1.0}) {
      desk_->view()->setZoom(zoom);
      desk_->view()->centerOn(2500, 1200);
      desk_->canvas()->grab();
      const std::clock_t start = std::clock();  // the processor's time: other work on the machine does not count
      for (int i = 0; i < 10; ++i) {
        desk_->view()->panBy({7, 3});
        desk_->canvas()->repaint();
      }
      qInfo("%s, zoom %.2f: %.1f ms a frame", what, zoom,
            static_cast<double>(std::clock() - start) * 100 / CLOCKS_PER_SEC);
      QVERIFY(!desk_->canvas()->grab().isNull());
    }
  }

  // What pointing there shows.
  QString tipAt(const QPoint& at) {
    QHelpEvent help(QEvent::ToolTip, at, desk_->canvas()->mapToGlobal(at));
    QApplication::sendEvent(desk_->canvas(), &help);
    return QToolTip::text();
  }

  void drop(const QMimeData& data, const QPoint& at) {
    QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk_->canvas(), &enter);
    QVERIFY(enter.isAccepted());
    QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk_->canvas(), &move);
    QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(desk_->canvas(), &drop);
  }

  std::unique_ptr<Desk> desk_;
};

QTEST_MAIN(TestEditor)
#include "test_editor.moc"
