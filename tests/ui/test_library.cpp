#include <QtTest>
#include <QtWidgets>

#include "engine/base/atomic_file.h"
#include "engine/graph/pipeline_file.h"
#include "engine/operators/builtin.h"
#include "ui/controls/search_field.h"
#include "ui/core/node_kind.h"
#include "ui/library/library_dock.h"
#include "ui/library/node_tree.h"
#include "ui/library/outline_dock.h"
#include "ui/library/outline_tree.h"
#include "ui/library/preset_grid.h"
#include "ui/library/sample.h"
#include "ui/library/save_preset_dialog.h"
#include "ui/theme/theme.h"

using namespace lightbench;
using namespace lightbench::ui;

namespace {

QImage filled(const QColor& color) {
  QImage image(48, 32, QImage::Format_RGB32);
  image.fill(color);
  return image;
}

const Node* firstOf(const Graph& graph, const char* type) {
  for (const Node& node : graph.nodes)
    if (node.type == type) return &node;
  return nullptr;
}

std::string pathOf(const Node* node) {
  return node != nullptr && node->params.contains("path") ? std::get<std::string>(node->params.at("path")) : "";
}

QTreeWidgetItem* treeItem(NodeTree& tree, const QString& label) {
  const QList<QTreeWidgetItem*> found = tree.findItems(label, Qt::MatchExactly | Qt::MatchRecursive);
  return found.isEmpty() ? nullptr : found.front();
}

}  // namespace

class TestLibrary : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().apply(*qApp);
    register_builtin(registry_);
    engine_ = std::make_unique<Engine>(registry_, EngineOptions{2, size_t{64} << 20});
    QVERIFY(folder_.isValid());
    picture_ = folder_.filePath("photo.png");
    QImage photo(64, 48, QImage::Format_RGB32);
    for (int y = 0; y < photo.height(); ++y)
      for (int x = 0; x < photo.width(); ++x) photo.setPixelColor(x, y, QColor(4 * x, 5 * y, 128));
    QVERIFY(photo.save(picture_));
  }

  void init() {
    engine_->cache.clear();
    own_ = std::make_unique<QTemporaryDir>();
    cache_ = std::make_unique<QTemporaryDir>();
    store_ = std::make_unique<PresetStore>(registry_, own_->path(), cache_->path());
    document_ = std::make_unique<Document>(registry_);
    bridge_ = std::make_unique<EngineBridge>(*engine_, *document_);
    input_ = document_->addNode("input", {});
    document_->setParam(input_, "path", picture_.toStdString());
    blur_ = document_->addLinkedNode("gaussian_blur", {180, 0}, {input_, "image"}, {});
    output_ = document_->addLinkedNode("output", {360, 0}, {blur_, "image"}, {});
    document_->setParam(output_, "path", std::string("kept.png"));
    QVERIFY(bridge_->waitIdle(20000));
  }

  void cleanup() {
    bridge_.reset();
    document_.reset();
    store_.reset();
  }

  // ---- Nodes

  void every_node_type_is_listed_once() {
    NodeTree tree(registry_);
    QCOMPARE(tree.visibleTypes().size(), static_cast<qsizetype>(registry_.all().size()));
    const QTreeWidgetItem* item = treeItem(tree, "Gaussian blur");
    QVERIFY(item);
    QCOMPARE(item->parent()->text(0), categoryLabel(categoryOf(registry_.find("gaussian_blur"))));
    QVERIFY(
        item->toolTip(0).contains(QString::fromStdString(registry_.find("gaussian_blur")->formula).toHtmlEscaped()));
    QVERIFY(!item->icon(0).isNull());
  }

  void search_filters_nodes_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("best");
    QTest::newRow("name") << "gaussian b"
                          << "gaussian_blur";
    QTest::newRow("case") << "VIGN"
                          << "vignette";
    QTest::newRow("what others call it") << "sharpen"
                                         << "unsharp_mask";
    QTest::newRow("id") << "srgb_to"
                        << "srgb_to_linear";
    QTest::newRow("nothing") << "qqq"
                             << "";
  }

  void search_filters_nodes() {
    QFETCH(QString, words);
    QFETCH(QString, best);
    NodeTree tree(registry_);
    tree.filter(words);
    QCOMPARE(tree.currentType(), best);
    QCOMPARE(tree.visibleTypes().isEmpty(), best.isEmpty());
    QVERIFY(tree.visibleTypes().size() < static_cast<qsizetype>(registry_.all().size()));
    tree.filter({});
    QCOMPARE(tree.visibleTypes().size(), static_cast<qsizetype>(registry_.all().size()));
  }

  void a_dragged_node_carries_its_type() {
    NodeTree tree(registry_);
    const QTreeWidgetItem* item = treeItem(tree, "Gaussian blur");
    QVERIFY(item->flags() & Qt::ItemIsDragEnabled);
    const std::unique_ptr<QMimeData> carried(tree.model()->mimeData(
        {tree.model()->index(item->parent()->indexOfChild(const_cast<QTreeWidgetItem*>(item)), 0,
                             tree.model()->index(tree.indexOfTopLevelItem(item->parent()), 0))}));
    QVERIFY(carried);
    QCOMPARE(carried->data(kNodeTypeMime), QByteArray("gaussian_blur"));
  }

  void typing_and_enter_adds_after_the_current_node() {
    LibraryDock dock(*document_, *bridge_, *store_);
    document_->setSelection({blur_}, blur_);
    const int steps = document_->undoStack()->count();
    QTest::keyClicks(&dock.searchField(), "vignette");
    QTest::keyClick(&dock.searchField(), Qt::Key_Return);
    const NodeId added = document_->currentNode();
    QCOMPARE(document_->graph().find(added)->type, std::string("vignette"));
    // In the wire: blur → vignette → output, and what came after made room.
    QCOMPARE(document_->graph().link_into({added, "image"})->from.node, blur_);
    QCOMPARE(document_->graph().link_into({output_, "image"})->from.node, added);
    QCOMPARE(document_->graph().find(added)->position->x, 360.0);
    QCOMPARE(document_->graph().find(output_)->position->x, 540.0);
    QCOMPARE(document_->undoStack()->count(), steps + 1);
    document_->undoStack()->undo();
    QVERIFY(!document_->graph().find(added));
    QCOMPARE(document_->graph().link_into({output_, "image"})->from.node, blur_);
    QCOMPARE(document_->graph().find(output_)->position->x, 360.0);
  }

  void a_second_reader_makes_a_branch() {
    LibraryDock dock(*document_, *bridge_, *store_);
    document_->addLinkedNode("invert", {180, 200}, {input_, "image"}, {});
    document_->setSelection({input_}, input_);
    const NodeId added = dock.addNode("gamma");
    QCOMPARE(document_->graph().link_into({added, "image"})->from.node, input_);
    QCOMPARE(document_->graph().link_into({blur_, "image"})->from.node, input_);
  }

  // ---- Presets

  void five_presets_ship() {
    QVERIFY(store_->presets().size() >= 5);
    QStringList names;
    for (const Preset& preset : store_->presets()) {
      QVERIFY2(!preset.isBroken(), qPrintable(preset.name + preset.problem));
      QVERIFY(preset.shipped);
      QVERIFY(!preset.description.isEmpty());
      names += preset.name;
    }
    for (const char* name : {"Clean and crisp", "Soft film", "Mono silver", "Cool dusk", "Edge study"}) {
      QVERIFY2(names.contains(name), name);
    }
  }

  void applying_keeps_the_picture_and_is_one_step() {
    LibraryDock dock(*document_, *bridge_, *store_);
    const Graph before = document_->graph();
    const int steps = document_->undoStack()->count();
    const Preset preset = store_->presets().front();
    dock.applyPreset(preset.path);
    QCOMPARE(document_->undoStack()->count(), steps + 1);
    QVERIFY(document_->undoStack()->undoText().contains(preset.name));
    QCOMPARE(pathOf(firstOf(document_->graph(), "input")), picture_.toStdString());
    QCOMPARE(pathOf(firstOf(document_->graph(), "output")), std::string("kept.png"));
    QCOMPARE(document_->graph().nodes.size(), preset.graph.nodes.size());
    QVERIFY(bridge_->waitIdle(20000));
    QVERIFY(bridge_->picture(firstOf(document_->graph(), "output")->id));
    document_->undoStack()->undo();
    QCOMPARE(document_->graph(), before);
  }

  void a_run_of_a_preset_is_timed() {
    LibraryDock dock(*document_, *bridge_, *store_);
    const QString path = store_->presets().front().path;
    QVERIFY(!store_->lastTime(*store_->find(path)));
    QCOMPARE(timeWords(store_->lastTime(*store_->find(path))), QString("not measured"));
    bridge_->setLatencyBudget(0);  // no proxies
    dock.applyPreset(path);
    QVERIFY(bridge_->waitIdle(20000));
    const auto time = store_->lastTime(*store_->find(path));
    QVERIFY(time);
    QVERIFY(time->ns > 0);
    QCOMPARE(time->picture, QSize(64, 48));
    QVERIFY(timeWords(time).endsWith("ms"));
    PresetStore again(registry_, own_->path(), cache_->path());
    QCOMPARE(again.lastTime(*again.find(path))->ns, time->ns);
    // Another graph's runs are not the preset's.
    const qint64 before = time->ns;
    document_->setBypass({document_->graph().nodes[1].id}, true);
    QVERIFY(bridge_->waitIdle(20000));
    QCOMPARE(store_->lastTime(*store_->find(path))->ns, before);
  }

  void a_saved_preset_comes_back_with_its_picture() {
    Result<QString> path = store_->save("My look", "Soft.", document_->graph(), filled(Qt::red), filled(Qt::blue));
    QVERIFY2(path, path ? "" : path.error().message().c_str());
    PresetStore again(registry_, own_->path(), cache_->path());
    const Preset* preset = again.findOwn("my LOOK");
    QVERIFY(preset);
    QCOMPARE(preset->description, QString("Soft."));
    QCOMPARE(preset->graph.nodes.size(), size_t{3});
    QCOMPARE(pathOf(firstOf(preset->graph, "input")), std::string());  // the photo is not part of it
    const QImage both = again.pictures(*preset);
    QCOMPARE(both.size(), QSize(96, 32));
    QCOMPARE(both.pixelColor(10, 10), QColor(Qt::red));
    QCOMPARE(both.pixelColor(80, 10), QColor(Qt::blue));
    // The same name replaces, another one does not.
    QVERIFY(store_->save("my look", "Other.", document_->graph(), {}, {}));
    QVERIFY(store_->save("My look!", "", document_->graph(), {}, {}));
    again.reload();
    QCOMPARE(again.findOwn("My look")->description, QString("Other."));
    QVERIFY(again.findOwn("My look!"));
    QCOMPARE(QDir(own_->path()).entryList({"*.lbp"}).size(), 2);
  }

  void own_presets_are_renamed_and_deleted() {
    Result<QString> path = store_->save("One", "", document_->graph(), filled(Qt::red), filled(Qt::blue));
    QVERIFY(store_->save("Two", "", document_->graph(), {}, {}));
    QVERIFY(store_->rename(*path, "Three"));
    QCOMPARE(store_->find(*path)->name, QString("Three"));
    QVERIFY(!store_->pictures(*store_->find(*path)).isNull());
    QVERIFY(!store_->rename(*path, "two"));
    QVERIFY(!store_->rename(*path, "  "));
    const Status shipped = store_->remove(store_->presets().front().path);
    QVERIFY(!shipped);
    QVERIFY(!shipped.error().remedy.empty());
    QVERIFY(store_->remove(*path));
    QVERIFY(!store_->find(*path));
    QCOMPARE(QDir(own_->path()).entryList(QDir::Files).size(), 1);
  }

  void a_folder_that_cannot_be_written_is_said() {
    const QString blocked = own_->filePath("file");
    QVERIFY(write_file_atomically(blocked.toStdString(), "x"));
    PresetStore store(registry_, blocked + "/presets", cache_->path());
    const Result<QString> saved = store.save("A", "", document_->graph(), {}, {});
    QVERIFY(!saved);
    QVERIFY(!saved.error().message().empty());
  }

  void a_broken_preset_is_a_card_with_words_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not json") << QByteArray("{ \"format\": ");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("unknown type") << QByteArray(
        R"({"format":"lightbench.pipeline","version":1,"nodes":[{"id":"a","type":"warp_drive"}],"links":[]})");
    QTest::newRow("no input") << QByteArray(
        R"({"format":"lightbench.pipeline","version":1,"nodes":[{"id":"a","type":"test_pattern"}],"links":[]})");
  }

  void a_broken_preset_is_a_card_with_words() {
    QFETCH(QByteArray, text);
    const size_t good = store_->presets().size();
    QVERIFY(write_file_atomically(own_->filePath("odd.lbp").toStdString(), text.toStdString()));
    store_->reload();
    QCOMPARE(store_->presets().size(), good + 1);
    const Preset preset = store_->presets().back();
    QVERIFY(preset.isBroken());
    QCOMPARE(preset.name, QString("odd"));
    LibraryDock dock(*document_, *bridge_, *store_);
    QSignalSpy problems(&dock, &LibraryDock::problem);
    const Graph before = document_->graph();
    dock.applyPreset(preset.path);
    QCOMPARE(problems.count(), 1);
    QVERIFY(problems.front().front().toString().contains(preset.problem));
    QCOMPARE(document_->graph(), before);
    dock.setTab(LibraryDock::Tab::Presets);
    dock.resize(240, 600);
    QVERIFY(!dock.grab().isNull());
    QVERIFY(dock.presetGrid().item(dock.presetGrid().count() - 1)->toolTip().contains(preset.problem.toHtmlEscaped()));
    dock.removePreset(preset.path);
    QCOMPARE(store_->presets().size(), good);
  }

  void search_filters_presets_and_enter_applies() {
    LibraryDock dock(*document_, *bridge_, *store_);
    dock.setTab(LibraryDock::Tab::Presets);
    QTest::keyClicks(&dock.searchField(), "mono");
    QCOMPARE(dock.presetGrid().shownCount(), 1);
    QTest::keyClick(&dock.searchField(), Qt::Key_Return);
    QVERIFY(document_->undoStack()->undoText().contains("Mono silver"));
    // Each tab keeps its own words.
    dock.setTab(LibraryDock::Tab::Nodes);
    QVERIFY(dock.searchField().text().isEmpty());
    dock.setTab(LibraryDock::Tab::Presets);
    QCOMPARE(dock.searchField().text(), QString("mono"));
  }

  void shipped_presets_get_pictures_by_being_run() {
    PresetPictures maker(registry_, *store_);
    const Preset preset = *store_->find(":/lightbench/presets/mono_silver.lbp");
    QVERIFY(store_->pictures(preset).isNull());
    QSignalSpy changed(store_.get(), &PresetStore::presetChanged);
    maker.make(preset);
    QVERIFY(changed.wait(60000));
    const QImage both = store_->pictures(preset);
    QVERIFY(!both.isNull());
    // Colour before, none after.
    const auto colour = [&](int from) {
      int most = 0;
      for (int x = from; x < from + both.width() / 2; x += 7) {
        const QColor color = both.pixelColor(x, both.height() / 2);
        most = std::max({most, std::abs(color.red() - color.blue()), std::abs(color.red() - color.green())});
      }
      return most;
    };
    QVERIFY(colour(0) > 60);
    QVERIFY(colour(both.width() / 2) < 3);
  }

  void the_dialog_saves_with_the_pictures_shown() {
    SavePresetDialog dialog(*document_, *bridge_, *store_);
    QVERIFY(dialog.hasPictures());
    dialog.setName("  From the window ");
    dialog.setDescription("One sentence.");
    dialog.accept();
    QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
    const Preset* preset = store_->find(dialog.savedPath());
    QVERIFY(preset);
    QCOMPARE(preset->name, QString("From the window"));
    QVERIFY(!store_->pictures(*preset).isNull());
  }

  void a_dialog_without_a_picture_says_so() {
    Document empty(registry_);
    EngineBridge bridge(*engine_, empty);
    empty.addNode("input", {});
    SavePresetDialog dialog(empty, bridge, *store_);
    QVERIFY(!dialog.hasPictures());
    dialog.setName("Plain");
    dialog.accept();
    QVERIFY(store_->findOwn("Plain"));
  }

  // ---- Sample

  void the_sample_is_a_real_file_and_runs() {
    Result<Graph> sample = samplePipeline(registry_);
    QVERIFY(sample);
    QVERIFY(validate(*sample, registry_).empty());
    const std::string picture = sample->base_folder + "/" + pathOf(firstOf(*sample, "input"));
    QVERIFY(QFile::exists(QString::fromStdString(picture)));
    // A damaged copy is put right.
    QVERIFY(write_file_atomically(picture, "not a picture"));
    QVERIFY(samplePicture());
    QCOMPARE(QFileInfo(QString::fromStdString(picture)).size(),
             static_cast<qint64>(shippedFile("sample/sample.png").size()));
  }

  // ---- Outline

  void the_outline_lists_nodes_in_the_order_they_run() {
    OutlineDock dock(*document_, *bridge_);
    QCOMPARE(dock.tree().order(), (std::vector<NodeId>{input_, blur_, output_}));
    const NodeId added = document_->addLinkedNode("gamma", {}, {input_, "image"}, {blur_, "image"});
    QCOMPARE(dock.tree().order(), (std::vector<NodeId>{input_, added, blur_, output_}));
    document_->removeNodes({added}, true);
    QCOMPARE(dock.tree().order(), (std::vector<NodeId>{input_, blur_, output_}));
  }

  void the_selection_is_the_documents() {
    OutlineDock dock(*document_, *bridge_);
    dock.resize(240, 300);
    dock.show();
    document_->setSelection({blur_, output_}, blur_);
    QVERIFY(dock.tree().itemOf(blur_)->isSelected());
    QVERIFY(dock.tree().itemOf(output_)->isSelected());
    QCOMPARE(dock.tree().currentItem(), dock.tree().itemOf(blur_));
    QTest::mouseClick(dock.tree().viewport(), Qt::LeftButton, {},
                      dock.tree().visualItemRect(dock.tree().itemOf(input_)).center());
    QCOMPARE(document_->selection(), (std::vector<NodeId>{input_}));
    QCOMPARE(document_->currentNode(), input_);
    document_->setSelection({});
    QVERIFY(dock.tree().selectedItems().isEmpty());
  }

  void keys_rename_bypass_and_delete() {
    OutlineDock dock(*document_, *bridge_);
    dock.resize(240, 300);
    dock.show();
    document_->setSelection({blur_}, blur_);
    OutlineTree& tree = dock.tree();
    tree.setFocus();
    QTest::keyClick(&tree, Qt::Key_F2);
    auto* editor = tree.viewport()->findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, "Haze");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(document_->titleOf(blur_), QString("Haze"));  // the editor commits from the event loop
    QCOMPARE(tree.itemOf(blur_)->text(0), QString("Haze"));
    QTest::keyClick(&tree, Qt::Key_D);
    QVERIFY(document_->graph().find(blur_)->bypass);
    QCOMPARE(tree.reading(blur_).text, QString("bypassed"));
    QTest::keyClick(&tree, Qt::Key_D);
    QVERIFY(!document_->graph().find(blur_)->bypass);
    QTest::keyClick(&tree, Qt::Key_Delete, Qt::ControlModifier);
    QVERIFY(!document_->graph().find(blur_));
    QCOMPARE(document_->graph().link_into({output_, "image"})->from.node, input_);
  }

  void the_words_come_from_the_report_data() {
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("bypass");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, NodeState state, const char* type, bool bypass, const char* words) {
      QTest::newRow(name) << static_cast<int>(state) << type << bypass << words;
    };
    row("computed", NodeState::kComputed, "gaussian_blur", false, "8.1");
    row("source computed", NodeState::kComputed, "test_pattern", false, "8.1");
    row("file read", NodeState::kComputed, "input", false, "read once");
    row("file kept", NodeState::kCached, "input", false, "read once");
    row("cached", NodeState::kCached, "gaussian_blur", false, "cached");
    row("not asked", NodeState::kNotAsked, "gaussian_blur", false, "not asked");
    row("bypassed", NodeState::kPassed, "gaussian_blur", true, "bypassed");
    row("identity", NodeState::kPassed, "gaussian_blur", false, "unchanged");
    row("output", NodeState::kPassed, "output", false, "not timed");
    row("failed", NodeState::kFailed, "gaussian_blur", false, "failed");
    row("blocked", NodeState::kBlocked, "gaussian_blur", false, "waits for input");
    row("cancelled", NodeState::kCancelled, "gaussian_blur", false, "cancelled");
    row("unknown type", NodeState::kFailed, "warp_drive", false, "unknown type");
  }

  void the_words_come_from_the_report() {
    QFETCH(int, state);
    QFETCH(QString, type);
    QFETCH(bool, bypass);
    QFETCH(QString, words);
    Node node;
    node.id = "n";
    node.type = type.toStdString();
    node.bypass = bypass;
    RunReport report;
    NodeReport line;
    line.id = "n";
    line.state = static_cast<NodeState>(state);
    if (line.state == NodeState::kComputed) line.self_ns = 8'100'000;
    report.nodes.push_back(line);
    const OutlineReading reading = readingOf(node, registry_.find(node.type), &report, 14'200'000);
    QCOMPARE(reading.text, words);
    QCOMPARE(reading.ms.has_value(), words == "8.1");
    if (words == "cached") QCOMPARE(reading.detail, QString("was 14.2 ms"));
  }

  void before_the_first_run_nothing_is_claimed() {
    const Node* node = document_->graph().find(blur_);
    const OutlineReading reading = readingOf(*node, document_->defOf(blur_), nullptr, std::nullopt);
    QCOMPARE(reading.text, QString("not run yet"));
    QVERIFY(!reading.ms);
  }

  void rows_show_the_times_of_the_last_run() {
    OutlineDock dock(*document_, *bridge_);
    bridge_->setLatencyBudget(0);
    document_->setParam(blur_, "sigma", 2.5);
    QVERIFY(bridge_->waitIdle(20000));
    const NodeReport* line = bridge_->report()->find(blur_);
    QVERIFY(line && line->self_ns);
    const OutlineReading reading = dock.tree().reading(blur_);
    QCOMPARE(*reading.ms, static_cast<double>(*line->self_ns) / 1e6);
    QCOMPARE(dock.tree().slowest(), *reading.ms);  // the only node that computed
    QVERIFY(!dock.tree().wallText().isEmpty());
  }

 private:
  OperatorRegistry registry_;
  std::unique_ptr<Engine> engine_;
  QTemporaryDir folder_;
  QString picture_;
  std::unique_ptr<QTemporaryDir> own_;
  std::unique_ptr<QTemporaryDir> cache_;
  std::unique_ptr<PresetStore> store_;
  std::unique_ptr<Document> document_;
  std::unique_ptr<EngineBridge> bridge_;
  NodeId input_, blur_, output_;
};

QTEST_MAIN(TestLibrary)
#include "test_library.moc"
