#include "ui/gallery/gallery.h"

#include <QAction>
#include <QDockWidget>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolBar>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <cmath>

#include "ui/controls/check_row.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/curve_editor.h"
#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/matrix_field.h"
#include "ui/controls/number_field.h"
#include "ui/controls/path_field.h"
#include "ui/controls/search_field.h"
#include "ui/controls/section_head.h"
#include "ui/controls/segments.h"
#include "ui/controls/slider_row.h"
#include "ui/controls/sparkbar.h"
#include "ui/gallery/sheets.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"

namespace lightbench::ui {
namespace {

NumberRule rule(double low, double high, double step, std::optional<double> preset, const QString& unit = QString()) {
  NumberRule made;
  made.soft_min = low;
  made.soft_max = high;
  made.step = step;
  made.default_value = preset;
  made.unit = unit;
  return made;
}

SliderRow* slider(const QString& label, const NumberRule& numbers, double value) {
  auto* row = new SliderRow(label);
  row->setRule(numbers);
  row->setValue(value);
  return row;
}

QWidget* panel(QVBoxLayout** column) {
  auto* body = new QWidget;
  usePanelBackground(body);
  *column = new QVBoxLayout(body);
  (*column)->setContentsMargins(12, 12, 12, 12);
  (*column)->setSpacing(8);
  return body;
}

QWidget* side(QWidget* left, QWidget* right) {
  auto* row = new QWidget;
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(left);
  layout->addStretch(1);
  layout->addWidget(right);
  return row;
}

}  // namespace

Gallery::Gallery() {
  setWindowTitle(QStringLiteral("Lightbench controls"));
  setWindowIcon(applicationIcon());
  setDockNestingEnabled(true);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  buildMenus();
  buildToolBar();

  auto* middle = new QSplitter(Qt::Vertical);
  middle->addWidget(views());
  middle->addWidget(icons());
  setCentralWidget(middle);

  const auto dock = [this](const QString& title, QWidget* body, Qt::DockWidgetArea area) {
    auto* made = new QDockWidget(title, this);
    made->setWidget(body);
    addDockWidget(area, made);
    return made;
  };
  QDockWidget* inspector = dock(QStringLiteral("Inspector"), numbers(), Qt::RightDockWidgetArea);
  auto* notes = new QLabel(QStringLiteral("Notes"));
  tabifyDockWidget(inspector, dock(QStringLiteral("Notes"), notes, Qt::RightDockWidgetArea));
  inspector->raise();
  dock(QStringLiteral("Choices"), choices(), Qt::LeftDockWidgetArea);
  say(QStringLiteral("Ready"));
}

void Gallery::focusExample() { example_->setFocus(Qt::TabFocusReason); }

void Gallery::say(const QString& text) { statusBar()->showMessage(text); }

void Gallery::buildMenus() {
  for (const char* name : {"&File", "&Edit", "&View", "&Graph"}) {
    QMenu* menu = menuBar()->addMenu(QString::fromLatin1(name));
    menu->addAction(icon(QStringLiteral("folder-open")), tr("&Open…"), QKeySequence::Open, this, [] {});
    menu->addAction(icon(QStringLiteral("save")), tr("&Save"), QKeySequence::Save, this, [] {});
    menu->addSeparator();
    QAction* live = menu->addAction(tr("&Live"));
    live->setCheckable(true);
    live->setChecked(true);
    menu->addMenu(tr("&Recent"))->addAction(tr("Macaw grade"));
    menu->addAction(tr("Not possible now"))->setEnabled(false);
  }
}

void Gallery::buildToolBar() {
  QToolBar* bar = addToolBar(tr("Run"));
  bar->setMovable(false);
  auto* live = new QPushButton(icon(QStringLiteral("play")), tr("Live"));
  live->setCheckable(true);
  live->setChecked(true);
  bar->addWidget(live);
  auto* stop = new IconButton(QStringLiteral("stop"), tr("Stop"), nullptr, 16);
  stop->setShownKey(QKeySequence(Qt::SHIFT | Qt::Key_F5));
  stop->setFramed(true);
  bar->addWidget(stop);
  bar->addSeparator();
  bar->addWidget(new IconButton(QStringLiteral("undo"), tr("Undo")));
  auto* redo = new IconButton(QStringLiteral("redo"), tr("Redo"));
  redo->setEnabled(false);
  bar->addWidget(redo);
  bar->addSeparator();
  const std::pair<const char*, const char*> choices[] = {
      {"Device", "Auto"}, {"Budget", "33 ms"}, {"Proxy", "1/2"}, {"Precision", "f16"}};
  for (const auto& [label, value] : choices) {
    auto* combo = new ComboButton(QString::fromLatin1(label));
    combo->addItem(QString::fromLatin1(value));
    combo->addItem(tr("Another"));
    combo->addItem(tr("Not here"));
    combo->setItemEnabled(2, false, tr("This machine has no such device."));
    combo->setCurrentIndex(0);
    bar->addWidget(combo);
  }
  bar->addSeparator();
  auto* record = new QPushButton(icon(QStringLiteral("record"), Theme::tokens().error), tr("Record"));
  bar->addWidget(record);
}

QWidget* Gallery::numbers() {
  QVBoxLayout* column = nullptr;
  QWidget* body = panel(&column);
  column->setSpacing(6);
  auto* name = new ElidedLabel(tr("Denoise"), FontRole::kTitle);
  column->addWidget(side(name, new IconButton(QStringLiteral("more"), tr("More"), nullptr, 16)));
  column->addWidget(new ElidedLabel(tr("nlm_denoise, version 3"), FontRole::kSecondary, Ink::kText3));

  const NumberRule strength = rule(0, 0.14, 0.001, 0.025);
  column->addWidget(slider(tr("At rest"), strength, 0.025));
  SliderRow* changed = slider(tr("Changed"), strength, 0.050);
  column->addWidget(changed);
  column->addWidget(slider(tr("Below the default"), strength, 0.01));
  NumberRule patch = rule(1, 12, 1, std::nullopt, QStringLiteral("px"));
  patch.whole = true;
  column->addWidget(slider(tr("Without default"), patch, 3));
  column->addWidget(slider(tr("Out of the usual range"), strength, 0.3));
  SliderRow* off = slider(tr("Not available"), strength, 0.06);
  off->setEnabled(false);
  column->addWidget(off);

  auto* reset = new IconButton(QStringLiteral("reset"), tr("Reset the curve"), nullptr, 15);
  column->addWidget(side(new ElidedLabel(tr("Strength by tone"), FontRole::kBody, Ink::kText2), reset));
  auto* curve = new CurveEditor;
  curve->setAccessibleName(tr("Strength by tone"));
  curve->setPoints({{0, 0.95}, {0.22, 0.78}, {0.55, 0.4}, {1, 0.2}});
  QList<double> bins;
  for (int bin = 0; bin < 64; ++bin) {
    bins.append(std::exp(-std::pow((bin - 14) / 8.0, 2)) + 1.3 * std::exp(-std::pow((bin - 30) / 7.0, 2)) +
                0.5 * std::exp(-std::pow((bin - 48) / 5.0, 2)));
  }
  curve->setHistogram(bins);
  curve->selectPoint(1);
  connect(reset, &QToolButton::clicked, curve, &CurveEditor::resetToDefault);
  column->addWidget(curve);

  column->addWidget(new ElidedLabel(tr("Kernel"), FontRole::kBody, Ink::kText2));
  auto* matrix = new MatrixField(3, 3);
  matrix->setRule(rule(-8, 8, 0.1, std::nullopt));
  matrix->setDefaultValues({0, 0, 0, 0, 1, 0, 0, 0, 0});
  matrix->setValues({0, -1, 0, -1, 5, -1, 0, -1, 0});
  column->addWidget(matrix);
  column->addStretch(1);
  connect(changed, &SliderRow::valueCommitted, this,
          [this](double value) { say(tr("Strength %1").arg(formatNumber(value, 3))); });
  connect(changed, &SliderRow::refused, this, &Gallery::say);
  example_ = changed->field();
  body->setMinimumWidth(292);
  return body;
}

QWidget* Gallery::choices() {
  QVBoxLayout* column = nullptr;
  QWidget* body = panel(&column);
  column->addWidget(new SearchField(tr("Search presets")));
  auto* modes = new Segments;
  for (const char* name : {"A", "B", "Wipe", "Side"}) modes->addSegment(QString::fromLatin1(name));
  modes->setCurrentIndex(2);
  column->addWidget(modes, 0, Qt::AlignLeft);
  auto* devices = new Segments;
  for (const char* name : {"Auto", "CPU", "Vulkan"}) devices->addSegment(QString::fromLatin1(name));
  devices->setCurrentIndex(0);
  devices->setEqualWidths(true);
  column->addWidget(devices);

  auto* preset = new ComboButton(tr("Preset"));
  preset->addItem(tr("Night, custom"));
  preset->setCurrentIndex(0);
  preset->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  auto* row = new QHBoxLayout;
  row->addWidget(preset, 1);
  row->addWidget(new QPushButton(tr("Save")));
  column->addLayout(row);

  auto* path = new PathField(PathMode::kOpenFile);
  path->setAccessibleName(tr("Picture"));
  column->addWidget(path);
  auto* missing = new PathField(PathMode::kOpenFile);
  missing->setAccessibleName(tr("Model"));
  missing->setPath(QStringLiteral("missing/model.onnx"));
  column->addWidget(missing);

  auto* checked = new CheckRow(tr("Clip to the gamut"));
  checked->setDefault(false);
  checked->setValue(true);
  column->addWidget(checked);
  column->addWidget(new CheckRow(tr("Premultiplied alpha")));
  auto* dead = new CheckRow(tr("Not available"));
  dead->setEnabled(false);
  column->addWidget(dead);

  auto* spin = new QSpinBox;
  spin->setRange(1, 999);
  spin->setValue(30);
  auto* buttons = new QHBoxLayout;
  auto* primary = new QPushButton(tr("Race"));
  primary->setDefault(true);
  auto* disabled = new QPushButton(tr("Disabled"));
  disabled->setEnabled(false);
  buttons->addWidget(spin);
  buttons->addWidget(primary);
  buttons->addWidget(disabled);
  column->addLayout(buttons);
  auto* progress = new QProgressBar;
  progress->setValue(62);
  progress->setFormat(tr("Tile 31 of 50"));
  column->addWidget(progress);

  auto* head = new SectionHead(tr("Outline"));
  head->setNote(tr("self, ms"));
  column->addWidget(head);
  auto* tree = new QTreeWidget;
  tree->setHeaderHidden(true);
  tree->setFrameShape(QFrame::NoFrame);
  tree->setColumnCount(2);
  tree->setAccessibleName(tr("Outline"));
  auto* main = new QTreeWidgetItem(tree, {tr("Main"), QStringLiteral("17.2")});
  main->setIcon(0, icon(QStringLiteral("main")));
  const Tokens& t = Theme::tokens();
  const std::tuple<const char*, const char*, const char*, Category> rows[] = {
      {"picture", "Photo", "read once", Category::kInOut}, {"droplet", "Denoise", "8.1", Category::kFilter},
      {"sharpen", "Sharpen", "3.4", Category::kFilter},    {"model", "Subject mask", "cached", Category::kModel},
      {"blend", "Blend", "2.2", Category::kCombine},       {"crop", "Web size", "not asked", Category::kGeometry}};
  for (const auto& [glyph, title, time, category] : rows) {
    auto* item = new QTreeWidgetItem(main, {QString::fromLatin1(title), QString::fromLatin1(time)});
    item->setIcon(0, icon(QString::fromLatin1(glyph), t.category(category)));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    main->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    if (QString::fromLatin1(title) == QStringLiteral("Denoise")) tree->setCurrentItem(item);
  }
  tree->expandAll();
  tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  tree->header()->setStretchLastSection(false);
  column->addWidget(tree, 1);
  body->setMinimumWidth(260);
  return body;
}

QWidget* Gallery::views() {
  auto* tabs = new QTabWidget;
  tabs->setDocumentMode(true);
  auto* table = new QTableWidget(8, 4);
  table->setHorizontalHeaderLabels({tr("Node"), tr("Self, ms"), tr("Share"), tr("Bar")});
  table->verticalHeader()->hide();
  table->verticalHeader()->setDefaultSectionSize(Theme::metrics().table_row);
  table->setShowGrid(false);
  table->setAlternatingRowColors(true);
  table->setSelectionBehavior(QAbstractItemView::SelectRows);
  table->horizontalHeader()->setStretchLastSection(true);
  for (int row = 0; row < 8; ++row) {
    const double ms = 8.1 / (1 + row * row * 0.4);
    table->setItem(row, 0, new QTableWidgetItem(tr("Node %1").arg(row + 1)));
    table->setItem(row, 1, new QTableWidgetItem(formatMillisecondsPlain(ms)));
    table->item(row, 1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table->setItem(row, 2, new QTableWidgetItem(formatShare(ms / 17.2)));
    table->item(row, 2)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* bar = new Sparkbar;
    bar->setShare(ms / 8.1);
    bar->setFill(row == 3 ? BarFill::kHatched : BarFill::kSolid);
    auto* holder = new QWidget;
    auto* layout = new QVBoxLayout(holder);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->addWidget(bar);
    table->setCellWidget(row, 3, holder);
  }
  table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  for (const int column : {1, 2})
    table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  table->horizontalHeader()->setSortIndicatorShown(true);
  table->horizontalHeader()->setSortIndicator(1, Qt::DescendingOrder);
  tabs->addTab(table, tr("Table"));
  tabs->addTab(new ColorSheet, tr("Colours"));
  for (const char* name : {"Timeline", "Sessions", "Log"}) tabs->addTab(new QWidget, QString::fromLatin1(name));
  return tabs;
}

QWidget* Gallery::icons() {
  auto* scroll = new QScrollArea;
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(new IconSheet);
  return scroll;
}

}  // namespace lightbench::ui
