// The viewer panel: bar, pictures, info line, tied to the document and the engine bridge.
//
// Asks the bridge for two nodes' pictures and shows what it publishes: the old picture stays until the new one is
// converted, a failed node dims it and says why in words. Choosing a node is the only thing that reaches the bridge;
// everything else changes how pictures are drawn and runs nothing.
#pragma once

#include <QMap>
#include <QTimer>
#include <QWidget>

#include "ui/core/engine_bridge.h"
#include "ui/viewer/display_converter.h"
#include "ui/viewer/measurement.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_bar.h"

class QMenu;

namespace lightbench::ui {

class InfoLine;

class Viewer : public QWidget {
  Q_OBJECT
 public:
  Viewer(Document& document, EngineBridge& bridge, QWidget* parent = nullptr);
  ~Viewer() override;

  // Every command of the viewer with its key, in menu order; separators have no text. The keys work while the focus is
  // in the viewer; the window may show the actions in a menu.
  QList<QAction*> commands() const { return commands_; }

  ChannelMode channels() const { return channels_; }
  void setChannels(ChannelMode channels);
  double gain() const { return gain_; }
  void setGain(double gain);  // clamped to 1..64
  void swapSides();
  // Whether A is measured against B by itself once both are exact and nothing runs.
  bool measuresAlways() const { return measures_always_; }
  void setMeasuresAlways(bool always);
  // Shows `node` as A (or B); the same as choosing it in the bar.
  void showNode(ViewSide side, const NodeId& node);
  // The picture as seen, tags left out, at screen resolution. Errors: the file cannot be written.
  Status saveView(const QString& path);
  QString pixelText(const QPoint& pixel) const;

  PictureView* pictureView() const { return view_; }
  ViewerBar* bar() const { return bar_; }
  InfoLine* infoLine() const { return info_; }
  Measurement* measurement() const { return measurement_; }
  const DisplayConverter& converter() const { return *converter_; }
  // No conversion under way: what is seen is the bridge's latest. For tests and screenshots.
  bool isSettled() const { return !converter_->isBusy(); }

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;

 private:
  struct Side {
    NodeId asked;  // node whose picture was last sent to the converter
    Image asked_picture;
    int asked_level = -1;
    NodeId shown;  // node whose picture is seen
  };

  void connectBridge();
  void buildCommands();
  QAction* addCommand(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run,
                      const QString& icon = {});
  void addCommandSeparator();
  void addModeCommands();
  void addPictureCommands();
  void refreshNodes();
  void refreshSide(int side);
  void convert(int side, const EngineBridge::Picture& picture, const NodeId& node);
  void requestDifference();
  void onConverted(int slot, const DisplayConverter::Result& result);
  QSize exactSize(int side, const NodeId& node, const Image& picture, int level) const;
  const NodeReport* problemOf(const NodeId& node) const;
  PaneMessage messageFor(int side) const;
  void refreshNotes();
  void refreshExactWords();
  void refreshState();
  void refreshPointer();
  void refreshMeasured();
  void startMeasuringSoon();
  void measure();
  void showMenu(const QPoint& global, const QPoint& local);
  void askAndSaveView();

  Document& document_;
  EngineBridge& bridge_;
  ViewerBar* bar_;
  PictureView* view_;
  InfoLine* info_;
  DisplayConverter* converter_;
  Measurement* measurement_;
  Side sides_[2];
  QMap<QString, QSize> exact_sizes_;  // by node, as last seen
  ChannelMode channels_ = ChannelMode::kRgb;
  double gain_ = 4;
  bool measures_always_ = true;
  QTimer measure_soon_;
  qint64 wait_start_ns_ = -1;  // when the run that leads to the next exact picture began; -1 unknown
  quint64 wait_revision_ = 0;
  QString exact_words_;  // "exact after 41 ms"
  bool edited_ = false;  // since the last finished run
  QTimer stopped_;       // a run has ended; another may begin at once
  QVector<NodeChoice> choices_;
  QList<QAction*> commands_;
  QMap<int, QAction*> mode_actions_;
  QMap<int, QAction*> channel_actions_;
  QAction* measure_always_ = nullptr;
  QMenu* menu_;
};

}  // namespace lightbench::ui
