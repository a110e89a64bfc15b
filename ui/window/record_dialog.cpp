#include "ui/window/record_dialog.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "engine/profile/statistics.h"
#include "engine/simd/isa.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/number_field.h"
#include "ui/controls/path_field.h"
#include "ui/controls/segments.h"
#include "ui/core/device_names.h"

namespace lightbench::ui {

namespace {

constexpr int kWidth = 460;
constexpr int kMostSessions = 30;  // in the list to choose from; more would not fit on a screen
constexpr int kUntilWarm = 0;
constexpr int kNumberOfRounds = 1;

NumberField* newRoundsField(int least, int usual, const QString& name) {
  auto* field = new NumberField;
  NumberRule rule;
  rule.soft_min = least;
  rule.soft_max = 200;
  rule.hard_min = least;
  rule.hard_max = 10000;
  rule.step = 1;
  rule.whole = true;
  rule.default_value = usual;
  field->setRule(rule);
  field->setAccessibleName(name);
  return field;
}

ComboButton* newCombo(const char* name, const QString& purpose) {
  auto* combo = new ComboButton(QString());
  combo->setObjectName(QString::fromLatin1(name));
  combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  combo->setAccessibleDescription(purpose);  // its name is what is chosen
  return combo;
}

// Tags are separated by commas, so that one may be of several words.
QStringList tagsIn(const QString& text) {
  QStringList tags;
  for (const QString& tag : text.split(',')) {
    if (!tag.simplified().isEmpty()) tags << tag.simplified();
  }
  return tags;
}

void choose(ComboButton* combo, const QVariant& value) { combo->setCurrentIndex(std::max(0, combo->findData(value))); }

}  // namespace

RecordDialog::RecordDialog(const Document& document, const SessionStore& store, const RecordSettings& last,
                           QWidget* parent)
    : QDialog(parent),
      document_(document),
      store_(store),
      rounds_(newRoundsField(1, 30, tr("Rounds"))),
      warmupKind_(new Segments),
      warmup_(newRoundsField(0, 5, tr("Rounds of warm-up"))),
      against_(newCombo("againstCombo", tr("Against"))),
      session_(newCombo("sessionCombo", tr("Recorded session"))),
      pipeline_(new PathField(PathMode::kOpenFile)),
      backend_(newCombo("backendCombo", tr("Backend"))),
      isa_(newCombo("isaCombo", tr("Instruction set"))),
      explanation_(new QLabel),
      tags_(new QLineEdit),
      notes_(new QPlainTextEdit),
      form_(new QFormLayout) {
  setObjectName("recordDialog");
  setWindowTitle(tr("Record session"));
  setMinimumWidth(kWidth);
  rounds_->setObjectName("roundsField");
  warmup_->setObjectName("warmupField");
  warmupKind_->addSegment(tr("Until warm"), tr("Until the rounds take about the same time, at most 3 s"));
  warmupKind_->addSegment(tr("Rounds"), tr("A number of rounds, whatever they take"));
  auto* warmupRow = new QHBoxLayout;
  warmupRow->addWidget(warmupKind_);
  warmupRow->addWidget(warmup_, 1);
  fillAgainst();
  fillSessions();
  fillBackends();
  fillIsas();
  pipeline_->setDialogTitle(tr("Choose a pipeline"));
  pipeline_->setNameFilter(tr("Lightbench pipelines (*.lbp);;All files (*)"));
  pipeline_->setAccessibleName(tr("Pipeline file"));
  explanation_->setObjectName("explanation");
  explanation_->setWordWrap(true);
  explanation_->setTextFormat(Qt::PlainText);
  tags_->setObjectName("tagsEdit");
  tags_->setPlaceholderText(tr("release, before the change"));
  tags_->setAccessibleName(tr("Tags, separated by commas"));
  notes_->setObjectName("notesEdit");
  notes_->setPlaceholderText(tr("What is to be found out"));
  notes_->setAccessibleName(tr("Notes"));
  notes_->setTabChangesFocus(true);
  notes_->setFixedHeight(56);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  record_ = buttons->addButton(tr("Record"), QDialogButtonBox::AcceptRole);
  form_->addRow(tr("Rounds"), rounds_);
  form_->addRow(tr("Warm-up"), warmupRow);
  form_->addRow(tr("Against"), against_);
  form_->addRow(tr("Session"), session_);
  form_->addRow(tr("Pipeline"), pipeline_);
  form_->addRow(tr("Backend"), backend_);
  form_->addRow(tr("Instructions"), isa_);
  form_->addRow(QString(), explanation_);
  form_->addRow(tr("Tags"), tags_);
  form_->addRow(tr("Notes"), notes_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 12);
  column->setSpacing(12);
  column->addLayout(form_);
  column->addWidget(buttons);

  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(warmupKind_, &Segments::activated, this, &RecordDialog::refresh);
  connect(rounds_, &NumberField::valueScrubbed, this, &RecordDialog::refresh);
  connect(rounds_, &NumberField::valueCommitted, this, &RecordDialog::refresh);
  connect(pipeline_, &PathField::pathCommitted, this, &RecordDialog::refresh);
  for (ComboButton* combo : {against_, session_, backend_, isa_}) {
    connect(combo, &ComboButton::activated, this, &RecordDialog::refresh);
  }
  record_->setDefault(true);
  show(last);
  rounds_->setFocus();
}

void RecordDialog::fillAgainst() {
  const auto add = [this](Against against, const QString& text, const QString& missing = {}) {
    const int index = against_->addItem(text, static_cast<int>(against));
    if (!missing.isEmpty()) against_->setItemEnabled(index, false, missing);
  };
  const QString unsaved = document_.path().isEmpty() ? tr("the pipeline was never saved")
                          : document_.isModified()   ? QString()
                                                     : tr("there are no unsaved edits");
  const bool anySession = std::any_of(store_.sessions().begin(), store_.sessions().end(),
                                      [](const StoredSession& stored) { return stored.loaded != nullptr; });
  add(Against::kNothing, tr("Nothing"));
  add(Against::kSavedFile, tr("The saved file"), unsaved);
  add(Against::kSession, tr("A recorded session's pipeline"), anySession ? QString() : tr("nothing was recorded yet"));
  add(Against::kPipeline, tr("Another pipeline file"));
  add(Against::kBackend, tr("Another backend"));
  add(Against::kIsa, tr("Another instruction set"));
}

void RecordDialog::fillSessions() {
  for (const StoredSession& stored : store_.sessions()) {
    if (!stored.loaded || session_->count() == kMostSessions) continue;
    const ProfileSession& session = stored.loaded->session;
    session_->addItem(tr("%1, %2").arg(pipelineTitle(session.variants.front()), recordedText(session)), stored.path);
  }
}

void RecordDialog::fillBackends() {
  backend_->addItem(tr("Auto"), static_cast<int>(Backend::kAuto));
  backend_->addItem(tr("CPU"), static_cast<int>(Backend::kCpu));
  backend_->addItem(tr("Vulkan"), static_cast<int>(Backend::kVulkan));
}

void RecordDialog::fillIsas() {
  isa_->addItem(tr("The best"), QStringLiteral("auto"));
  isa_->addItem(tr("Scalar references"), QStringLiteral("scalar"));
  for (const Isa isa : supported_isas()) {
    isa_->addItem(isaLabel(name_of(isa)),
                  QString::fromUtf8(name_of(isa).data(), static_cast<qsizetype>(name_of(isa).size())));
  }
}

void RecordDialog::show(const RecordSettings& settings) {
  rounds_->setValue(settings.rounds);
  warmupKind_->setCurrentIndex(settings.warmup ? kNumberOfRounds : kUntilWarm);
  warmup_->setValue(settings.warmup.value_or(5));
  choose(against_, static_cast<int>(settings.against));
  choose(session_, settings.file);
  if (settings.against == Against::kPipeline) pipeline_->setPath(settings.file);
  const Backend other = document_.graph().settings.backend == Backend::kCpu ? Backend::kVulkan : Backend::kCpu;
  choose(backend_, static_cast<int>(settings.against == Against::kBackend ? settings.backend : other));
  choose(isa_, settings.against == Against::kIsa ? QString::fromStdString(settings.isa) : QStringLiteral("scalar"));
  tags_->setText(settings.tags.join(QStringLiteral(", ")));
  refresh();
}

Against RecordDialog::against() const { return static_cast<Against>(against_->currentData().toInt()); }

RecordSettings RecordDialog::settings() const {
  RecordSettings settings;
  settings.rounds = static_cast<int>(std::lround(rounds_->value()));
  if (warmupKind_->currentIndex() == kNumberOfRounds) settings.warmup = static_cast<int>(std::lround(warmup_->value()));
  settings.tags = tagsIn(tags_->text());
  settings.notes = notes_->toPlainText().trimmed();
  settings.against = against();
  if (against() == Against::kSession) settings.file = session_->currentData().toString();
  if (against() == Against::kPipeline) settings.file = pipeline_->path();
  settings.backend = static_cast<Backend>(backend_->currentData().toInt());
  settings.isa = isa_->currentData().toString().toStdString();
  return settings;
}

QString RecordDialog::problem() const {
  if (against() == Against::kSavedFile && document_.path().isEmpty()) return tr("The pipeline was never saved.");
  if (against() == Against::kSession && session_->count() == 0) return tr("Nothing was recorded yet.");
  if (against() == Against::kPipeline && !QFileInfo(pipeline_->path()).isFile()) return tr("Choose a pipeline file.");
  return {};
}

QString RecordDialog::explanation() const {
  if (const QString why = problem(); !why.isEmpty()) return why;
  const size_t rounds = static_cast<size_t>(std::lround(rounds_->value()));
  const QString few =
      rounds < kAdvisedRounds ? tr(" At least %1 rounds are advised for a verdict.").arg(kAdvisedRounds) : QString();
  const auto turns = [&](const QString& a, const QString& b) {
    return tr("A: %1. B: %2. They take turns, and B is held against A.").arg(a, b) + few;
  };
  const QString now = tr("the pipeline as it is now");
  switch (against()) {
    case Against::kNothing: return tr("The pipeline as it is now, unsaved edits included.") + few;
    case Against::kSavedFile: return turns(tr("the saved file"), now);
    case Against::kSession: return turns(tr("the pipeline that was recorded, over the pictures of now"), now);
    case Against::kPipeline: return turns(now, tr("the other pipeline, over the same pictures"));
    case Against::kBackend: return turns(now, tr("every node on %1").arg(backend_->currentText()));
    case Against::kIsa: return turns(now, tr("the same with %1").arg(isa_->currentText()));
  }
  return {};
}

void RecordDialog::refresh() {
  warmup_->setVisible(warmupKind_->currentIndex() == kNumberOfRounds);
  const auto showRow = [this](QWidget* field, bool shown) {
    field->setVisible(shown);
    form_->labelForField(field)->setVisible(shown);
  };
  showRow(session_, against() == Against::kSession);
  showRow(pipeline_, against() == Against::kPipeline);
  showRow(backend_, against() == Against::kBackend);
  showRow(isa_, against() == Against::kIsa);
  explanation_->setText(explanation());
  record_->setEnabled(problem().isEmpty());
}

}  // namespace lightbench::ui
