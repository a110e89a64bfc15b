#include <QtTest>
#include <QtWidgets>

#include "tests/ui/small_registry.h"
#include "ui/core/document.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::string text(const Document& document, const NodeId& id, const char* param) {
  return std::get<std::string>(document.graph().find(id)->params.at(param));
}

}  // namespace

class TestDocument : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { document_ = std::make_unique<Document>(registry_); }

  void titles_fall_back_from_label_to_type() {
    const NodeId id = document_->addNode("blur", {});
    QCOMPARE(document_->titleOf(id), QString("Soft blur"));
    document_->setLabel(id, "Skin ");
    QCOMPARE(document_->titleOf(id), QString("Skin"));
    Graph graph;
    graph.nodes.emplace_back();
    graph.nodes.back().id = "x";
    graph.nodes.back().type = "from_the_future";
    document_->adopt(graph);
    QCOMPARE(document_->titleOf("x"), QString("from_the_future"));
    QVERIFY(!document_->defOf("x"));
  }

  void every_edit_is_undone_and_redone() {
    const NodeId photo = document_->addNode("input", {0, 0});
    const NodeId blur = document_->addNode("blur", {200, 0});
    const NodeId blend = document_->addNode("blend", {400, 0});
    document_->connectPorts({photo, "image"}, {blur, "image"});
    document_->connectPorts({photo, "image"}, {blend, "a"});
    document_->connectPorts({blur, "image"}, {blend, "b"});
    document_->setParam(blur, "sigma", 2.5);
    document_->setBypass({blur, blend}, true);
    document_->setBackend(blur, Backend::kCpu);
    document_->moveNodes({{blur, {10, 20}}, {blend, {30, 40}}});
    document_->setLabel(blur, "Soft");
    document_->disconnectPort({blend, "a"});
    document_->duplicateNodes({blur, blend}, true);
    document_->resetParam(blur, "sigma");
    document_->removeNodes({blur}, true);
    const int steps = document_->undoStack()->count();
    QCOMPARE(steps, 15);
    std::vector<Graph> states{document_->graph()};
    for (int i = 0; i < steps; ++i) {
      document_->undoStack()->undo();
      QVERIFY2(!(document_->graph() == states.back()), qPrintable(document_->undoStack()->redoText()));
      states.push_back(document_->graph());
    }
    QVERIFY(document_->graph() == Graph());
    QVERIFY(!document_->isModified());
    for (int i = steps - 1; i >= 0; --i) {
      document_->undoStack()->redo();
      QVERIFY(document_->graph() == states[static_cast<size_t>(i)]);
    }
    QVERIFY(document_->isModified());
  }

  void an_edit_without_effect_is_no_step() {
    const NodeId blur = document_->addNode("blur", {});
    QSignalSpy changed(document_.get(), &Document::graphChanged);
    document_->setBypass({blur}, false);
    document_->disconnectPort({blur, "image"});
    document_->resetParam(blur, "sigma");
    QCOMPARE(document_->undoStack()->count(), 1);
    QCOMPARE(changed.count(), 0);
  }

  // A state that no undo leads to is marked, so that the engine need not keep its results.
  void only_the_later_steps_of_a_drag_leave_nothing_to_undo() {
    const NodeId blur = document_->addNode("blur", {});
    std::vector<bool> within;
    connect(document_.get(), &Document::graphChanged, this, [&] { within.push_back(document_->isWithinGesture()); });
    for (const double sigma : {1.1, 1.2, 1.3}) document_->setParam(blur, "sigma", sigma, true);
    document_->setParam(blur, "sigma", 1.4, false);
    document_->undoStack()->undo();
    QCOMPARE(within, (std::vector<bool>{false, true, true, true, false}));
  }

  void a_drag_is_one_step() {
    const NodeId blur = document_->addNode("blur", {});
    for (const double sigma : {1.1, 1.2, 1.3}) document_->setParam(blur, "sigma", sigma, true);
    document_->setParam(blur, "sigma", 1.4);  // released
    QCOMPARE(document_->undoStack()->count(), 2);
    for (const double sigma : {2.1, 2.2}) document_->setParam(blur, "sigma", sigma, true);
    document_->setParam(blur, "sigma", 2.2);  // released where it was: ends the drag
    document_->setParam(blur, "sigma", 5.0, true);
    QCOMPARE(document_->undoStack()->count(), 4);
    document_->undoStack()->undo();
    QCOMPARE(std::get<double>(document_->graph().find(blur)->params.at("sigma")), 2.2);
    document_->undoStack()->undo();
    QCOMPARE(std::get<double>(document_->graph().find(blur)->params.at("sigma")), 1.4);
    document_->undoStack()->undo();
    QVERIFY(document_->graph().find(blur)->params.empty());
  }

  void a_drag_back_to_its_start_is_no_step() {
    const NodeId blur = document_->addNode("blur", {});
    document_->setParam(blur, "sigma", 3.0);
    for (const double sigma : {3.5, 4.0, 3.0}) document_->setParam(blur, "sigma", sigma, true);
    QCOMPARE(document_->undoStack()->count(), 2);
    QCOMPARE(document_->undoStack()->undoText(), QString("Change Sigma of Soft blur"));
  }

  void drags_of_two_parameters_do_not_mix() {
    const NodeId first = document_->addNode("blur", {});
    const NodeId second = document_->addNode("blur", {});
    document_->setParam(first, "sigma", 2.0, true);
    document_->setParam(second, "sigma", 2.0, true);
    document_->setParam(first, "sigma", 3.0, true);
    QCOMPARE(document_->undoStack()->count(), 5);
  }

  void changes_are_told_by_kind() {
    qRegisterMetaType<GraphChange>();
    QSignalSpy changed(document_.get(), &Document::graphChanged);
    const NodeId blur = document_->addNode("blur", {});
    document_->setParam(blur, "sigma", 2.0);
    document_->moveNodes({{blur, {5, 5}}});
    document_->undoStack()->undo();
    document_->adopt(Graph());
    const std::vector<GraphChange> expected{GraphChange::Structure, GraphChange::Params, GraphChange::Layout,
                                            GraphChange::Layout, GraphChange::Everything};
    QCOMPARE(changed.count(), 5);
    for (int i = 0; i < 5; ++i) QVERIFY(changed[i][0].value<GraphChange>() == expected[static_cast<size_t>(i)]);
  }

  void insert_on_wire_replaces_the_link() {
    const NodeId photo = document_->addNode("input", {});
    const NodeId result = document_->addNode("output", {});
    document_->connectPorts({photo, "image"}, {result, "image"});
    const int before = document_->undoStack()->count();
    const NodeId blur = document_->addLinkedNode("blur", {1, 2}, {photo, "image"}, {result, "image"});
    QCOMPARE(document_->undoStack()->count(), before + 1);
    QCOMPARE(document_->graph().links.size(), size_t{2});
    QCOMPARE(document_->graph().link_into({blur, "image"})->from.node, photo);
    QCOMPARE(document_->graph().link_into({result, "image"})->from.node, blur);
    QCOMPARE(document_->currentNode(), blur);
  }

  void only_fitting_ports_are_linked() {
    const NodeId photo = document_->addNode("input", {});
    const NodeId result = document_->addNode("output", {});
    document_->connectPorts({photo, "image"}, {result, "image"});
    const NodeId classify = document_->addLinkedNode("classify", {}, {photo, "image"}, {result, "image"});
    QVERIFY(document_->graph().link_into({classify, "image"}));
    QCOMPARE(document_->graph().link_into({result, "image"})->from.node, photo);  // classes cannot feed a picture
    QVERIFY(document_->addNode("no_such_type", {}).empty());
  }

  void healing_hands_on_the_first_input() {
    const NodeId photo = document_->addNode("input", {});
    const NodeId one = document_->addLinkedNode("blur", {}, {photo, "image"}, {});
    const NodeId two = document_->addLinkedNode("blur", {}, {one, "image"}, {});
    const NodeId result = document_->addLinkedNode("output", {}, {two, "image"}, {});
    document_->removeNodes({one, two}, true);
    QCOMPARE(document_->graph().link_into({result, "image"})->from.node, photo);
    document_->undoStack()->undo();
    document_->removeNodes({one}, false);
    QVERIFY(!document_->graph().link_into({two, "image"}));
  }

  void duplicates_keep_inner_links() {
    const NodeId photo = document_->addNode("input", {0, 0});
    const NodeId one = document_->addLinkedNode("blur", {100, 0}, {photo, "image"}, {});
    const NodeId two = document_->addLinkedNode("blur", {200, 0}, {one, "image"}, {});
    document_->setParam(two, "sigma", 4.0);
    std::vector<NodeId> copies = document_->duplicateNodes({one, two}, false);
    QCOMPARE(copies.size(), size_t{2});
    QCOMPARE(document_->graph().link_into({copies[1], "image"})->from.node, copies[0]);
    QVERIFY(!document_->graph().link_into({copies[0], "image"}));
    QCOMPARE(std::get<double>(document_->graph().find(copies[1])->params.at("sigma")), 4.0);
    QVERIFY(document_->selection() == copies);
    copies = document_->duplicateNodes({one}, true);
    QCOMPARE(document_->graph().link_into({copies[0], "image"})->from.node, photo);
  }

  void link_problems_are_words() {
    const NodeId photo = document_->addNode("input", {});
    const NodeId one = document_->addLinkedNode("blur", {}, {photo, "image"}, {});
    const NodeId two = document_->addLinkedNode("blur", {}, {one, "image"}, {});
    const NodeId classify = document_->addNode("classify", {});
    const NodeId blend = document_->addNode("blend", {});
    QCOMPARE(document_->linkProblem({photo, "image"}, {two, "image"}), QString());
    QCOMPARE(document_->linkProblem({photo, "image"}, {blend, "mask"}), QString());
    QVERIFY(document_->linkProblem({two, "image"}, {one, "image"}).contains("circle"));
    QVERIFY(document_->linkProblem({one, "image"}, {one, "image"}).contains("itself"));
    QVERIFY(document_->linkProblem({classify, "classes"}, {one, "image"}).contains("classes"));
    QVERIFY(document_->linkProblem({photo, "depth"}, {one, "image"}).contains("depth"));
    QVERIFY(!document_->linkProblem({"gone", "image"}, {one, "image"}).isEmpty());
    const int steps = document_->undoStack()->count();
    document_->connectPorts({two, "image"}, {one, "image"});
    QCOMPARE(document_->undoStack()->count(), steps);
  }

  void selection_follows_the_graph() {
    const NodeId one = document_->addNode("blur", {});
    const NodeId two = document_->addNode("blur", {});
    document_->setSelection({one, two}, one);
    QCOMPARE(document_->currentNode(), one);
    QSignalSpy changed(document_.get(), &Document::selectionChanged);
    document_->setSelection({one, two}, one);
    QCOMPARE(changed.count(), 0);
    document_->removeNodes({one}, false);
    QVERIFY(document_->selection() == std::vector<NodeId>{two});
    QCOMPARE(document_->currentNode(), two);
    document_->adopt(Graph());
    QVERIFY(document_->selection().empty());
    QVERIFY(document_->currentNode().empty());
  }

  void save_and_reopen() {
    QTemporaryDir folder;
    const NodeId photo = document_->addNode("input", {3, 4});
    document_->addLinkedNode("blur", {200, 4}, {photo, "image"}, {});
    QVERIFY(document_->path().isEmpty());
    QCOMPARE(document_->displayName(), QString("Untitled"));
    const QString path = folder.filePath("one.lbp");
    QSignalSpy file(document_.get(), &Document::fileChanged);
    QVERIFY(document_->save(path).ok());
    QCOMPARE(file.count(), 1);
    QVERIFY(!document_->isModified());
    QCOMPARE(document_->displayName(), QString("one.lbp"));
    const Graph saved = document_->graph();
    const QByteArray bytes = contents(path);
    QVERIFY(document_->open(path).ok());
    QVERIFY(document_->graph() == saved);
    QVERIFY(!document_->undoStack()->canUndo());
    QVERIFY(document_->save(path).ok());
    QCOMPARE(contents(path), bytes);
  }

  void pictures_stay_found() {
    QTemporaryDir folder;
    const QDir root(folder.path());
    QVERIFY(root.mkpath("project/pictures") && root.mkpath("elsewhere"));
    const QString picture = root.filePath("project/pictures/a.png");
    const NodeId photo = document_->addNode("input", {});
    const NodeId result = document_->addNode("output", {});
    document_->setParam(photo, "path", picture.toStdString());
    document_->setParam(result, "path", std::string("out.png"));
    QVERIFY(document_->save(root.filePath("project/p.lbp")).ok());
    QCOMPARE(text(*document_, photo, "path"), std::string("pictures/a.png"));
    QVERIFY(!document_->isModified());
    QVERIFY(document_->save(root.filePath("elsewhere/p.lbp")).ok());
    QCOMPARE(text(*document_, photo, "path"), picture.toStdString());
    QCOMPARE(text(*document_, result, "path"), std::string("out.png"));  // written beside the pipeline
    QVERIFY(document_->open(root.filePath("project/p.lbp")).ok());
    QCOMPARE(text(*document_, photo, "path"), std::string("pictures/a.png"));
    // Undo goes back to a graph that still knows which folder its paths start from.
    document_->setParam(photo, "path", std::string("pictures/b.png"));
    QVERIFY(document_->save(root.filePath("elsewhere/q.lbp")).ok());
    document_->undoStack()->undo();
    QCOMPARE(QString::fromStdString(document_->graph().base_folder), root.filePath("project"));
    QVERIFY(document_->save(root.filePath("elsewhere/q.lbp")).ok());
    QCOMPARE(text(*document_, photo, "path"), picture.toStdString());
  }

  void newer_files_are_read_only() {
    QTemporaryDir folder;
    const QString path = folder.filePath("newer.lbp");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": \"lightbench.pipeline\", \"version\": 99, \"nodes\": [], \"links\": []}");
    file.close();
    const QByteArray bytes = contents(path);
    QVERIFY(document_->open(path).ok());
    QVERIFY(document_->isReadOnly());
    document_->addNode("blur", {});
    const Status status = document_->save(path);
    QVERIFY(!status.ok());
    QVERIFY(status.error().message().find("newer version") != std::string::npos);
    QCOMPARE(contents(path), bytes);
    QVERIFY(document_->save(folder.filePath("copy.lbp")).ok());
    QVERIFY(!document_->isReadOnly());
  }

  void bad_files_leave_the_document_alone_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("not JSON") << QByteArray("hello");
    QTest::newRow("truncated") << QByteArray("{\"format\": \"lightbench.pipeline\", \"ver");
    QTest::newRow("other JSON") << QByteArray("{\"a\": 1}");
  }
  void bad_files_leave_the_document_alone() {
    QFETCH(QByteArray, bytes);
    QTemporaryDir folder;
    const QString path = folder.filePath("bad.lbp");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    document_->addNode("blur", {});
    const Graph before = document_->graph();
    const Status status = document_->open(path);
    QVERIFY(!status.ok());
    QVERIFY(status.error().message().find("bad.lbp") != std::string::npos);
    QVERIFY(document_->graph() == before);
    QVERIFY(document_->isModified());
    QVERIFY(!document_->open(folder.filePath("missing.lbp")).ok());
  }

  void a_failed_save_changes_nothing() {
    document_->addNode("blur", {});
    QVERIFY(!document_->save("/nonexistent/folder/a.lbp").ok());
    QVERIFY(document_->isModified());
    QVERIFY(document_->path().isEmpty());
  }

 private:
  OperatorRegistry registry_ = testing::small_registry();
  std::unique_ptr<Document> document_;
};

QTEST_MAIN(TestDocument)
#include "test_document.moc"
