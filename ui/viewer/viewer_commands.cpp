// The commands of Viewer: keys, menu and context menu.
#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>

#include "ui/controls/icon_button.h"
#include "ui/theme/icons.h"
#include "ui/viewer/viewer.h"
#include "ui/viewer/viewer_bar.h"

namespace lightbench::ui {
namespace {

// Not the words of the segments: these stand in menus and the command palette, alone.
QString commandOf(ViewMode mode) {
  switch (mode) {
    case ViewMode::kA: return Viewer::tr("Show A");
    case ViewMode::kB: return Viewer::tr("Show B");
    case ViewMode::kWipe: return Viewer::tr("Wipe between A and B");
    case ViewMode::kSide: return Viewer::tr("A and B side by side");
    case ViewMode::kDifference: return Viewer::tr("Difference of A and B");
    case ViewMode::kBlink: return Viewer::tr("Blink A and B");
  }
  return {};
}

struct ChannelCommand {
  ChannelMode channels;
  QString text;
  QKeySequence key;
};

}  // namespace

QAction* Viewer::addCommand(const QString& text, const QList<QKeySequence>& keys, const std::function<void()>& run,
                            const QString& icon_name) {
  auto* action = new QAction(text, this);
  action->setShortcuts(keys);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  if (!icon_name.isEmpty()) action->setIcon(icon(icon_name));
  connect(action, &QAction::triggered, this, run);
  addAction(action);
  commands_.append(action);
  return action;
}

void Viewer::addCommandSeparator() {
  auto* separator = new QAction(this);
  separator->setSeparator(true);
  commands_.append(separator);
}

void Viewer::buildCommands() {
  addModeCommands();
  addCommandSeparator();
  addPictureCommands();
  menu_ = new QMenu(this);
  menu_->addActions(commands_);
  bar_->menuButton()->setMenu(menu_);
}

void Viewer::addModeCommands() {
  addCommand(tr("Next comparison"), {QKeySequence(Qt::Key_W)}, [this] { view_->cycleMode(); });
  auto* modes = new QActionGroup(this);
  for (ViewMode mode : kViewModes) {
    QAction* action = addCommand(commandOf(mode), {}, [this, mode] { view_->setMode(mode); });
    action->setCheckable(true);
    action->setChecked(mode == view_->mode());
    modes->addAction(action);
    mode_actions_[static_cast<int>(mode)] = action;
  }
  QAction* swap = addCommand(
      tr("Swap A and B"), {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)}, [this] { swapSides(); },
      QStringLiteral("swap"));
  // Only over the picture: in the bar Enter presses what has the focus.
  removeAction(swap);
  swap->setShortcutContext(Qt::WidgetShortcut);
  view_->addAction(swap);
  addCommand(tr("Straighten and centre the wipe"), {}, [this] {
    view_->wipe().reset();
    view_->wipeChanged();
  });
  addCommandSeparator();
  const ChannelCommand channels[] = {{ChannelMode::kRgb, tr("Show colour"), {}},
                                     {ChannelMode::kRed, tr("Show red"), QKeySequence(Qt::Key_R)},
                                     {ChannelMode::kGreen, tr("Show green"), QKeySequence(Qt::Key_G)},
                                     {ChannelMode::kBlue, tr("Show blue"), QKeySequence(Qt::Key_B)},
                                     {ChannelMode::kAlpha, tr("Show alpha"), QKeySequence(Qt::Key_A)},
                                     {ChannelMode::kLuma, tr("Show luma"), QKeySequence(Qt::Key_Y)}};
  auto* group = new QActionGroup(this);
  for (const ChannelCommand& command : channels) {
    // The key of the channel that is shown leads back to colour.
    QAction* action = addCommand(command.text, {command.key}, [this, wanted = command.channels] {
      setChannels(wanted == channels_ ? ChannelMode::kRgb : wanted);
    });
    action->setCheckable(true);
    action->setChecked(command.channels == channels_);
    group->addAction(action);
    channel_actions_[static_cast<int>(command.channels)] = action;
  }
}

void Viewer::addPictureCommands() {
  addCommand(
      tr("Fit"), {QKeySequence(Qt::Key_F)}, [this] { view_->fit(); }, QStringLiteral("fit"));
  addCommand(
      tr("100 %"), {QKeySequence(Qt::CTRL | Qt::Key_0)}, [this] { view_->setZoom(1); }, QStringLiteral("target"));
  addCommand(tr("Zoom in"), {QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
             [this] { view_->zoomMiddle(1); });
  addCommand(tr("Zoom out"), {QKeySequence(Qt::Key_Minus)}, [this] { view_->zoomMiddle(-1); });
  addCommand(tr("More difference gain"), {QKeySequence(Qt::Key_BracketRight)}, [this] { setGain(gain_ * 2); });
  addCommand(tr("Less difference gain"), {QKeySequence(Qt::Key_BracketLeft)}, [this] { setGain(gain_ / 2); });
  addCommandSeparator();
  addCommand(
      tr("Measure A against B"), {}, [this] { measure(); }, QStringLiteral("metrics"));
  measure_always_ = addCommand(tr("Measure after every run"), {}, [this] { setMeasuresAlways(!measures_always_); });
  measure_always_->setCheckable(true);
  measure_always_->setChecked(measures_always_);
  addCommand(tr("Remove all pinned samples"), {}, [this] { view_->clearSamples(); });
  addCommand(
      tr("Save view…"), {}, [this] { askAndSaveView(); }, QStringLiteral("save"));
}

void Viewer::showMenu(const QPoint& global, const QPoint& local) {
  QMenu menu(this);
  if (const std::optional<QPoint> pixel = view_->pixelAt(local)) {
    menu.addAction(icon(QStringLiteral("copy")), tr("Copy pixel values"), this,
                   [this, pixel] { QApplication::clipboard()->setText(pixelText(*pixel)); });
    QAction* pin = menu.addAction(icon(QStringLiteral("pin")), tr("Pin a sample here"), this,
                                  [this, pixel] { view_->pinSample(*pixel); });
    pin->setShortcut(QKeySequence());
    pin->setEnabled(view_->samples().size() < PictureView::kMostSamples);
    pin->setToolTip(tr("Alt+click does the same"));
    menu.addSeparator();
  }
  menu.addActions(commands_);
  menu.exec(global);
}

void Viewer::askAndSaveView() {
  QString path = QFileDialog::getSaveFileName(this, tr("Save view"), {}, tr("PNG picture (*.png)"));
  if (path.isEmpty()) return;
  if (!path.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) path += QStringLiteral(".png");
  const Status saved = saveView(path);
  if (!saved) QMessageBox::warning(this, tr("Save view"), QString::fromStdString(saved.error().message()));
}

}  // namespace lightbench::ui
