#include "ui/inspector/param_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "ui/controls/check_row.h"
#include "ui/controls/combo_button.h"
#include "ui/controls/curve_editor.h"
#include "ui/controls/elided_label.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/matrix_field.h"
#include "ui/controls/number_field.h"
#include "ui/controls/path_field.h"
#include "ui/controls/segments.h"
#include "ui/controls/slider_row.h"

namespace lightbench::ui {
namespace {

constexpr int kMostSegments = 4;        // more choices than this become a menu
constexpr int kSegmentCharacters = 26;  // together, or they do not fit the dock

QString text(const std::string& value) { return QString::fromStdString(value); }

// "salt_pepper" → "Salt pepper"
QString shownChoice(const std::string& choice) {
  QString shown = text(choice).replace('_', ' ');
  if (!shown.isEmpty()) shown[0] = shown[0].toUpper();
  return shown;
}

double asNumber(const ParamValue& value) {
  if (const auto* whole = std::get_if<int64_t>(&value)) return static_cast<double>(*whole);
  const auto* number = std::get_if<double>(&value);
  return number != nullptr ? *number : 0.0;
}

NumberRule ruleOf(const ParamSpec& spec) {
  NumberRule rule;
  rule.soft_min = spec.soft_minimum;
  rule.soft_max = spec.soft_maximum;
  rule.hard_min = spec.minimum;
  rule.hard_max = spec.maximum;
  rule.step = spec.type == ParamType::kInteger ? 1 : spec.step;
  rule.default_value = asNumber(spec.default_value);
  rule.whole = spec.type == ParamType::kInteger;
  rule.unit = text(spec.unit);
  return rule;
}

CurvePoints pointsOf(const ParamValue& value) {
  CurvePoints points;
  if (const auto* table = std::get_if<NumberTable>(&value)) {
    for (int row = 0; row < table->rows; ++row) points.append({table->at(row, 0), table->at(row, 1)});
  }
  return points;
}

NumberTable tableOf(const CurvePoints& points) {
  NumberTable table{static_cast<int>(points.size()), 2, {}};
  for (const QPointF& point : points) table.values.insert(table.values.end(), {point.x(), point.y()});
  return table;
}

QList<double> cellsOf(const NumberTable& table) { return {table.values.begin(), table.values.end()}; }

}  // namespace

ParamEditor::ParamEditor(const ParamSpec& spec, const QString& baseFolder, QWidget* parent)
    : QWidget(parent), spec_(spec) {
  setObjectName("param_" + text(spec.id));
  setToolTip(text(spec.doc));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  switch (spec.type) {
    case ParamType::kNumber:
    case ParamType::kInteger: makeNumber(); break;
    case ParamType::kBoolean: makeBoolean(); break;
    case ParamType::kChoice: makeChoice(); break;
    case ParamType::kText: makeText(); break;
    case ParamType::kPath: makePath(baseFolder); break;
    case ParamType::kCurve: makeCurve(); break;
    case ParamType::kMatrix:
    case ParamType::kKernel: makeTable(); break;
  }
}

void ParamEditor::show(const ParamValue& value) { show_(value); }

void ParamEditor::report(ParamValue value, bool scrubbing) {
  if (scrubbing) {
    Q_EMIT scrubbed(value);
  } else {
    Q_EMIT committed(value);
  }
}

void ParamEditor::stack(QWidget* control, QWidget* corner) {
  auto* head = new QHBoxLayout;
  head->setContentsMargins(0, 2, 0, 0);
  head->addWidget(new ElidedLabel(text(spec_.label), FontRole::kBody, Ink::kText2, this), 1);
  if (corner != nullptr) head->addWidget(corner);
  static_cast<QVBoxLayout*>(layout())->addLayout(head);
  layout()->addWidget(control);
  control->setAccessibleName(text(spec_.label));
}

void ParamEditor::makeNumber() {
  auto* row = new SliderRow(text(spec_.label), this);
  row->setRule(ruleOf(spec_));
  layout()->addWidget(row);
  const bool whole = spec_.type == ParamType::kInteger;
  const auto typed = [whole](double value) {
    return whole ? ParamValue(static_cast<int64_t>(std::llround(value))) : ParamValue(value);
  };
  connect(row, &SliderRow::valueScrubbed, this, [this, typed](double value) { report(typed(value), true); });
  connect(row, &SliderRow::valueCommitted, this, [this, typed](double value) { report(typed(value), false); });
  connect(row, &SliderRow::refused, this, &ParamEditor::refused);
  show_ = [row](const ParamValue& value) {
    if (!row->field()->isScrubbing() && row->value() != asNumber(value)) row->setValue(asNumber(value));
  };
}

void ParamEditor::makeBoolean() {
  auto* row = new CheckRow(text(spec_.label), this);
  row->setDefault(std::get<bool>(spec_.default_value));
  layout()->addWidget(row);
  connect(row, &CheckRow::valueCommitted, this, [this](bool value) { report(value, false); });
  show_ = [row](const ParamValue& value) {
    if (const bool* held = std::get_if<bool>(&value)) row->setValue(*held);
  };
}

void ParamEditor::makeChoice() {
  size_t characters = 0;
  for (const std::string& choice : spec_.choices) characters += choice.size() + 2;
  const auto indexOf = [this](const ParamValue& value) {
    const auto* held = std::get_if<std::string>(&value);
    const auto found = held ? std::find(spec_.choices.begin(), spec_.choices.end(), *held) : spec_.choices.end();
    return found == spec_.choices.end() ? -1 : static_cast<int>(found - spec_.choices.begin());
  };
  const auto pick = [this](int index) { report(spec_.choices[static_cast<size_t>(index)], false); };
  if (spec_.choices.size() <= kMostSegments && characters <= kSegmentCharacters) {
    auto* segments = new Segments(this);
    for (const std::string& choice : spec_.choices) segments->addSegment(shownChoice(choice));
    stack(segments);
    connect(segments, &Segments::activated, this, pick);
    show_ = [segments, indexOf](const ParamValue& value) { segments->setCurrentIndex(indexOf(value)); };
    return;
  }
  auto* combo = new ComboButton(text(spec_.label), this);
  for (const std::string& choice : spec_.choices) combo->addItem(shownChoice(choice), text(choice));
  combo->setAccessibleName(text(spec_.label));
  layout()->addWidget(combo);
  connect(combo, &ComboButton::activated, this, pick);
  show_ = [combo, indexOf](const ParamValue& value) { combo->setCurrentIndex(indexOf(value)); };
}

void ParamEditor::makeText() {
  auto* line = new QLineEdit(this);
  stack(line);
  connect(line, &QLineEdit::editingFinished, this, [this, line] {
    if (line->isModified()) report(line->text().toStdString(), false);
    line->setModified(false);
  });
  show_ = [line](const ParamValue& value) {
    const auto* held = std::get_if<std::string>(&value);
    if (held != nullptr && line->text() != text(*held)) line->setText(text(*held));
  };
}

void ParamEditor::makePath(const QString& baseFolder) {
  auto* path = new PathField(spec_.saves_file ? PathMode::kSaveFile : PathMode::kOpenFile, this);
  path->setNameFilter(text(spec_.file_filter));
  path->setDialogTitle(text(spec_.label));
  path->setBaseFolder(baseFolder);
  stack(path);
  connect(path, &PathField::pathCommitted, this,
          [this](const QString& chosen) { report(chosen.toStdString(), false); });
  show_ = [path](const ParamValue& value) {
    const auto* held = std::get_if<std::string>(&value);
    if (held != nullptr && path->path() != text(*held)) path->setPath(text(*held));
  };
}

void ParamEditor::makeCurve() {
  auto* curve = new CurveEditor(this);
  auto* reset = new IconButton("reset", tr("Reset the curve"), this, 15);
  curve->setDefaultPoints(pointsOf(spec_.default_value));
  stack(curve, reset);
  connect(reset, &IconButton::clicked, curve, &CurveEditor::resetToDefault);
  connect(curve, &CurveEditor::valueScrubbed, this,
          [this](const CurvePoints& points) { report(tableOf(points), true); });
  connect(curve, &CurveEditor::valueCommitted, this,
          [this](const CurvePoints& points) { report(tableOf(points), false); });
  show_ = [curve](const ParamValue& value) {
    const CurvePoints points = pointsOf(value);
    if (curve->points() != points) curve->setPoints(points);
  };
}

void ParamEditor::makeTable() {
  const auto& initial = std::get<NumberTable>(spec_.default_value);
  auto* matrix = new MatrixField(initial.rows, initial.columns, this);
  NumberRule rule;
  rule.soft_min = -2;
  rule.soft_max = 2;
  rule.step = 0.01;
  matrix->setRule(rule);
  matrix->setDefaultValues(cellsOf(initial));
  auto* reset = new IconButton("reset", tr("Reset %1").arg(text(spec_.label)), this, 15);
  auto* corner = new QWidget(this);
  auto* buttons = new QHBoxLayout(corner);
  buttons->setContentsMargins(0, 0, 0, 0);
  if (spec_.type == ParamType::kKernel) {
    // A kernel's size is part of its value: it grows and shrinks by a ring.
    auto* smaller = new IconButton("minus", tr("Smaller kernel"), corner, 15);
    auto* larger = new IconButton("plus", tr("Larger kernel"), corner, 15);
    const auto resize = [this, matrix](int ring) {
      const int rows = matrix->rows() + 2 * ring;
      const int columns = matrix->columns() + 2 * ring;
      if (rows < 1 || columns < 1 || rows > 15 || columns > 15) return;
      NumberTable table{rows, columns, std::vector<double>(static_cast<size_t>(rows * columns))};
      for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
          const NumberField* cell =
              row < ring || column < ring || row - ring >= matrix->rows() || column - ring >= matrix->columns()
                  ? nullptr
                  : matrix->cell(row - ring, column - ring);
          table.values[static_cast<size_t>(row * columns + column)] = cell != nullptr ? cell->value() : 0.0;
        }
      }
      report(table, false);
    };
    connect(smaller, &IconButton::clicked, this, [resize] { resize(-1); });
    connect(larger, &IconButton::clicked, this, [resize] { resize(1); });
    buttons->addWidget(smaller);
    buttons->addWidget(larger);
  }
  buttons->addWidget(reset);
  stack(matrix, corner);
  connect(reset, &IconButton::clicked, this, [this] { report(spec_.default_value, false); });
  const auto gathered = [matrix](const QList<double>& values) {
    return NumberTable{matrix->rows(), matrix->columns(), {values.begin(), values.end()}};
  };
  connect(matrix, &MatrixField::valueScrubbed, this,
          [this, gathered](const QList<double>& values) { report(gathered(values), true); });
  connect(matrix, &MatrixField::valueCommitted, this,
          [this, gathered](const QList<double>& values) { report(gathered(values), false); });
  connect(matrix, &MatrixField::refused, this, &ParamEditor::refused);
  show_ = [matrix](const ParamValue& value) {
    const auto* table = std::get_if<NumberTable>(&value);
    if (table == nullptr) return;
    if (table->rows != matrix->rows() || table->columns != matrix->columns())
      matrix->setShape(table->rows, table->columns);
    if (matrix->values() != cellsOf(*table)) matrix->setValues(cellsOf(*table));
  };
}

}  // namespace lightbench::ui
