// The editor of one parameter, made from its ParamSpec alone: slider row, check row, choice, path, curve, matrix.
//
// Whatever control it is, it reports in the same three ways: a value while the hand is still on it, a value to keep,
// and a refusal in words. It never touches the document; the inspector does.
#pragma once

#include <QWidget>

#include "engine/graph/param_spec.h"

namespace lightbench::ui {

class ParamEditor : public QWidget {
  Q_OBJECT
 public:
  // `baseFolder`: what relative paths start from.
  ParamEditor(const ParamSpec& spec, const QString& baseFolder, QWidget* parent = nullptr);

  const ParamSpec& spec() const { return spec_; }
  // Shows a value without reporting it.
  void show(const ParamValue& value);

 Q_SIGNALS:
  void scrubbed(const lightbench::ParamValue& value);
  void committed(const lightbench::ParamValue& value);
  void refused(const QString& reason);

 private:
  void makeNumber();
  void makeBoolean();
  void makeChoice();
  void makeText();
  void makePath(const QString& baseFolder);
  void makeCurve();
  void makeTable();
  // A label above a control that has none of its own.
  void stack(QWidget* control, QWidget* corner = nullptr);
  void report(ParamValue value, bool scrubbing);

  const ParamSpec spec_;
  std::function<void(const ParamValue&)> show_;
};

}  // namespace lightbench::ui
