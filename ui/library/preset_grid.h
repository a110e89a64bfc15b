// Presets as cards: before and after in one picture, the name, and what its last run took here. A card that cannot be
// used says why in place of the picture. Arrow keys walk the cards; Enter or double-click says chosen().
#pragma once

#include <QHash>
#include <QListWidget>

#include "ui/library/preset_store.h"

namespace lightbench::ui {

class PresetPictures;

class PresetGrid : public QListWidget {
  Q_OBJECT
 public:
  PresetGrid(PresetStore& store, PresetPictures& pictures, QWidget* parent = nullptr);

  void filter(const QString& words);
  int shownCount() const;
  QString currentPath() const;  // empty when none
  void setCurrentPath(const QString& path);
  QString pathAt(const QPoint& position) const;
  // Times above it are marked as over budget.
  void setBudget(double ms);
  double budget() const { return budget_ms_; }

  // For the delegate.
  const PresetStore& store() const { return store_; }
  QImage picturesOf(const Preset& preset) const;
  QString pictureProblem(const Preset& preset) const;

 Q_SIGNALS:
  void chosen(const QString& path);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void rebuild();
  void describe(QListWidgetItem& item, const Preset& preset) const;
  void layCards();

  PresetStore& store_;
  PresetPictures& maker_;
  mutable QHash<QString, QImage> images_;  // by path; read from disk once
  double budget_ms_ = 33;
  QString words_;
};

// "16.6 ms", or in words that it was never measured.
QString timeWords(const std::optional<PresetTime>& time);

}  // namespace lightbench::ui
