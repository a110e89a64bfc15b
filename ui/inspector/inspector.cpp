#include "ui/inspector/inspector.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/section_head.h"
#include "ui/core/node_kind.h"
#include "ui/core/node_race.h"
#include "ui/inspector/device_row.h"
#include "ui/inspector/node_facts_panel.h"
#include "ui/inspector/param_editor.h"
#include "ui/inspector/what_if_row.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kPadding = 12;
constexpr int kLeastHeight = 96;  // of parameters and of facts

// As tall as the facts where there is room, and scrolled where there is not: a low window is not made taller by them.
class FactsScroll : public QScrollArea {
 public:
  explicit FactsScroll(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setFocusPolicy(Qt::NoFocus);
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int most) {
      setFocusPolicy(most > 0 ? Qt::TabFocus : Qt::NoFocus);
      updateGeometry();
    });
  }

  QSize sizeHint() const override {
    if (widget() == nullptr) return minimumSizeHint();
    // In the width that a scroll bar leaves, or it would never go once it is there.
    return {widget()->sizeHint().width(), widget()->heightForWidth(viewport()->width())};
  }
  QSize minimumSizeHint() const override { return {0, kLeastHeight}; }

 protected:
  // The panel tells its parent, the viewport, when it wants another height; the scroll area does not listen there.
  bool viewportEvent(QEvent* event) override {
    if (event->type() == QEvent::LayoutRequest) QScrollArea::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize) updateGeometry();
    return QScrollArea::viewportEvent(event);
  }
};

}  // namespace

Inspector::Inspector(Document& document, EngineBridge& bridge, QWidget* parent)
    : QWidget(parent), document_(document), bridge_(bridge) {
  setObjectName("inspector");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  buildHeader();
  layout->addWidget(header_);
  scroll_ = new QScrollArea(this);
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  scroll_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);  // what the facts leave
  scroll_->setMinimumHeight(kLeastHeight);
  layout->addWidget(scroll_, 1);
  factsSection_ = new QWidget(this);
  auto* factsLayout = new QVBoxLayout(factsSection_);
  factsLayout->setContentsMargins(0, 0, 0, 0);
  factsLayout->setSpacing(0);
  factsLayout->addWidget(new SectionHead(tr("This node"), factsSection_));
  facts_ = new NodeFactsPanel(factsSection_);
  auto* factsScroll = new FactsScroll(factsSection_);
  factsScroll->setWidget(facts_);
  factsLayout->addWidget(factsScroll);
  whatIf_ = new WhatIfRow(factsSection_);
  factsLayout->addWidget(whatIf_);
  connect(whatIf_, &WhatIfRow::raceAsked, this, [this] { Q_EMIT raceAsked(shown_); });
  layout->addWidget(factsSection_);

  connect(&document_, &Document::selectionChanged, this, &Inspector::showCurrent);
  connect(&document_, &Document::graphChanged, this, [this](GraphChange) { showCurrent(); });
  connect(&bridge_, &EngineBridge::reportChanged, this, &Inspector::refreshFacts);
  connect(&bridge_.profile().meter(), &SpeedMeter::measured, this, &Inspector::refreshFacts);
  connect(&bridge_.profile(), &ProfileKeeper::baselineChanged, this, &Inspector::refreshFacts);
  connect(&Theme::instance(), &Theme::changed, this, &Inspector::refreshHeader);
  showCurrent();
}

void Inspector::buildHeader() {
  header_ = new QWidget(this);
  auto* row = new QHBoxLayout(header_);
  row->setContentsMargins(kPadding, 10, 8, 8);
  row->setSpacing(8);
  icon_ = new QLabel(header_);
  row->addWidget(icon_);
  auto* words = new QVBoxLayout;
  words->setSpacing(1);
  title_ = new ElidedLabel({}, FontRole::kTitle, Ink::kText, header_);
  title_->setObjectName("inspector_title");
  type_ = new ElidedLabel({}, FontRole::kSecondary, Ink::kText3, header_);
  words->addWidget(title_);
  words->addWidget(type_);
  row->addLayout(words, 1);
  bypass_ = new IconButton("bypass", tr("Bypass"), header_);
  bypass_->setObjectName("inspector_bypass");
  bypass_->setShownKey(QKeySequence("D"));
  bypass_->setCheckable(true);
  connect(bypass_, &IconButton::clicked, this, [this](bool on) { document_.setBypass({shown_}, on); });
  reset_ = new IconButton("reset", tr("Reset every parameter"), header_);
  reset_->setObjectName("inspector_reset");
  connect(reset_, &IconButton::clicked, this, &Inspector::resetAll);
  row->addWidget(bypass_);
  row->addWidget(reset_);
}

ParamEditor* Inspector::editor(const std::string& param) const {
  const auto found = editors_.find(param);
  return found == editors_.end() ? nullptr : found->second;
}

void Inspector::showCurrent() {
  const NodeId current = document_.currentNode();
  const Node* node = document_.graph().find(current);
  const std::string type = node != nullptr ? node->type : std::string();
  if (current != shown_ || type != shownType_ || scroll_->widget() == nullptr) {
    shown_ = current;
    shownType_ = type;
    rebuild();
  }
  refreshHeader();
  refreshValues();
  refreshFacts();
}

void Inspector::rebuild() {
  editors_.clear();
  device_ = nullptr;
  auto* body = new QWidget;
  auto* layout = new QVBoxLayout(body);
  layout->setContentsMargins(kPadding, 4, kPadding, kPadding);
  layout->setSpacing(6);
  const Node* node = document_.graph().find(shown_);
  const OperatorDef* def = node != nullptr ? document_.defOf(shown_) : nullptr;
  if (node == nullptr) {
    auto* hint = new QLabel(tr("Select a node to see its parameters."), body);
    hint->setWordWrap(true);
    hint->setEnabled(false);
    layout->addWidget(hint);
  } else if (def == nullptr) {
    auto* hint = new QLabel(tr("This version does not know the node type “%1”. It is kept as it is.")
                                .arg(QString::fromStdString(node->type)),
                            body);
    hint->setWordWrap(true);
    layout->addWidget(hint);
  } else {
    for (const ParamSpec& spec : def->params) addEditor(spec, layout);
    if (def->params.empty()) {
      auto* hint = new QLabel(tr("No parameters."), body);
      hint->setEnabled(false);
      layout->addWidget(hint);
    }
    if (def->gpu) addDevice(layout);
    auto* about = new QLabel(QString::fromStdString(def->summary), body);
    about->setWordWrap(true);
    about->setFont(Theme::font(FontRole::kSecondary));
    about->setEnabled(false);
    QString tip = QString::fromStdString(def->formula);
    if (!def->source.empty()) tip += "\n" + QString::fromStdString(def->source);
    about->setToolTip(tip);
    layout->addSpacing(4);
    layout->addWidget(about);
  }
  layout->addStretch(1);
  scroll_->setWidget(body);
  header_->setVisible(node != nullptr);
  factsSection_->setVisible(node != nullptr);
}

void Inspector::addEditor(const ParamSpec& spec, QVBoxLayout* layout) {
  auto* editor = new ParamEditor(spec, QString::fromStdString(document_.graph().base_folder));
  editors_[spec.id] = editor;
  layout->addWidget(editor);
  connect(editor, &ParamEditor::scrubbed, this,
          [this, id = spec.id](const ParamValue& value) { document_.setParam(shown_, id, value, true); });
  connect(editor, &ParamEditor::committed, this,
          [this, id = spec.id](const ParamValue& value) { document_.setParam(shown_, id, value, false); });
  connect(editor, &ParamEditor::refused, this,
          [this, label = QString::fromStdString(spec.label)](const QString& reason) {
            Q_EMIT message(label + ": " + reason);
          });
}

// Only for nodes that can run on more than one.
void Inspector::addDevice(QVBoxLayout* layout) {
  device_ = new DeviceRow;
  layout->addWidget(device_);
  connect(device_, &DeviceRow::chosen, this, [this](Backend backend) {
    if (document_.graph().find(shown_)->backend != backend) document_.setBackend(shown_, backend);
  });
}

void Inspector::refreshValues() {
  const Node* node = document_.graph().find(shown_);
  if (node == nullptr) return;
  bool changed = false;
  for (const auto& [id, editor] : editors_) {
    const auto set = node->params.find(id);
    const ParamValue& value = set != node->params.end() ? set->second : editor->spec().default_value;
    changed = changed || value != editor->spec().default_value;
    editor->show(value);
  }
  reset_->setEnabled(changed);
  if (device_ != nullptr) device_->show(node->backend);
}

void Inspector::refreshHeader() {
  const Node* node = document_.graph().find(shown_);
  if (node == nullptr) return;
  const OperatorDef* def = document_.defOf(shown_);
  icon_->setPixmap(iconPixmap(nodeIcon(def), 24, devicePixelRatioF(), Theme::tokens().category(categoryOf(def))));
  title_->setText(document_.titleOf(shown_));
  QString line = QString::fromStdString(node->type);
  if (def != nullptr) line += tr(", version %1").arg(def->version);
  type_->setText(line + tr(", id %1").arg(QString::fromStdString(node->id)));
  bypass_->setChecked(node->bypass);
  // Only what has something to hand on can be bypassed.
  bypass_->setEnabled(def != nullptr && !def->inputs.empty() && !def->outputs.empty());
}

void Inspector::refreshFacts() {
  const std::shared_ptr<const RunReport> report = bridge_.report();
  const NodeReport* node = report ? report->find(shown_) : nullptr;
  ProfileKeeper& profile = bridge_.profile();
  const std::optional<MachineSpeed>& speed = profile.meter().speed();
  const bool on_gpu = node != nullptr && node->backend == "vulkan";
  const std::optional<DevicePeaks> card = on_gpu ? bridge_.cardPeaks() : std::nullopt;
  const NodeMeasures measures{profile.records().find(shown_), speed ? &*speed : nullptr,
                              profile.meter().problem(),      profile.baseline(),
                              profile.baselineName(),         card ? &*card : nullptr};
  facts_->show(factsOf(node, report.get(), bridge_.lastSelfNs(shown_), bridge_.threads(), measures));
  refreshWhatIf();
}

void Inspector::refreshWhatIf() {
  const std::shared_ptr<const RunReport> report = bridge_.report();
  whatIf_->setWords(report ? whatIfWords(what_if(document_.graph(), *report), shown_) : QString());
  whatIf_->setRaceProblem(raceProblem(document_, shown_));
}

void Inspector::resetAll() {
  document_.edit(tr("Reset %1").arg(document_.titleOf(shown_)), GraphChange::Params, [this](Graph& graph) {
    const OperatorDef* def = document_.defOf(shown_);
    Node* node = graph.find(shown_);
    // Files are what the node is about, not a setting of it.
    for (const ParamSpec& spec : def->params) {
      if (spec.type != ParamType::kPath) node->params.erase(spec.id);
    }
  });
}

}  // namespace lightbench::ui
