#include "ui/viewer/viewer_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/controls/combo_button.h"
#include "ui/controls/icon_button.h"
#include "ui/controls/segments.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kStateIcon = 15;
constexpr int kUsualNodeWidth = 116;  // the same for every title, so that choosing moves nothing
constexpr int kLeastNodeWidth = 72;
constexpr int kZoomWidth = 96;  // "Fit 1600 %"
constexpr double kZooms[] = {0.25, 0.5, 1, 2, 4, 8, 16};
constexpr double kGains[] = {1, 2, 4, 8, 16, 32, 64};

QString percent(double zoom) {
  const double value = zoom * 100;
  return QString::number(value, 'f', value < 10 && std::fabs(value - std::round(value)) > 0.05 ? 1 : 0) +
         QStringLiteral(" %");
}

QString gainText(double gain) { return QStringLiteral("× ") + QString::number(gain); }

QString toolTipOf(ViewMode mode) {
  switch (mode) {
    case ViewMode::kA: return ViewerBar::tr("A alone (W goes on to the next)");
    case ViewMode::kB: return ViewerBar::tr("B alone (hold \\ to see it for a moment)");
    case ViewMode::kWipe: return ViewerBar::tr("A and B parted by a line that moves and turns (W)");
    case ViewMode::kSide: return ViewerBar::tr("A and B side by side, moved together (W)");
    case ViewMode::kDifference: return ViewerBar::tr("Absolute difference of A and B, times a gain (W)");
    case ViewMode::kBlink: return ViewerBar::tr("A and B in turn (W)");
  }
  return {};
}

QString toolTipOf(ChannelMode channels) {
  switch (channels) {
    case ChannelMode::kRgb: return ViewerBar::tr("Colour; the key of the channel shown comes back to it");
    case ChannelMode::kRed: return ViewerBar::tr("Red (R)");
    case ChannelMode::kGreen: return ViewerBar::tr("Green (G)");
    case ChannelMode::kBlue: return ViewerBar::tr("Blue (B)");
    case ChannelMode::kAlpha: return ViewerBar::tr("Alpha (A)");
    case ChannelMode::kLuma: return ViewerBar::tr("Luma, Rec. 709 weights (Y)");
  }
  return {};
}

}  // namespace

QString nameOf(ViewMode mode) {
  switch (mode) {
    case ViewMode::kA: return QStringLiteral("A");
    case ViewMode::kB: return QStringLiteral("B");
    case ViewMode::kWipe: return ViewerBar::tr("Wipe");
    case ViewMode::kSide: return ViewerBar::tr("Side");
    case ViewMode::kDifference: return ViewerBar::tr("Diff");
    case ViewMode::kBlink: return ViewerBar::tr("Blink");
  }
  return {};
}

QString nameOf(ChannelMode channels) {
  switch (channels) {
    case ChannelMode::kRgb: return QStringLiteral("RGB");
    case ChannelMode::kRed: return QStringLiteral("R");
    case ChannelMode::kGreen: return QStringLiteral("G");
    case ChannelMode::kBlue: return QStringLiteral("B");
    case ChannelMode::kAlpha: return ViewerBar::tr("Alpha");
    case ChannelMode::kLuma: return QStringLiteral("Y");
  }
  return {};
}

ViewerBar::ViewerBar(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 0, 8, 1);
  layout->setSpacing(6);
  buildNodes();
  layout->addSpacing(10);
  buildModes();
  layout->addStretch(1);
  buildZoom();
  setMinimumWidth(320);  // what is left in the least step; the layout alone would ask for everything
  setFixedHeight(Theme::metrics().viewer_bar);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    setFixedHeight(Theme::metrics().viewer_bar);
    paintState();
    adaptToWidth();
  });
}

IconButton* ViewerBar::addButton(const QString& icon_name, const QString& name, const QKeySequence& key) {
  auto* button = new IconButton(icon_name, name, this);
  if (!key.isEmpty()) button->setShownKey(key);
  layout()->addWidget(button);
  return button;
}

void ViewerBar::buildNodes() {
  for (int side = 0; side < 2; ++side) {
    const QString letter = side == 0 ? QStringLiteral("A") : QStringLiteral("B");
    letters_[side] = new QLabel(letter, this);
    layout()->addWidget(letters_[side]);
    nodes_[side] = new ComboButton(QString(), this);
    nodes_[side]->setPlaceholder(tr("nothing"));
    nodes_[side]->setToolTip(tr("Node whose picture %1 shows").arg(letter));
    nodes_[side]->setAccessibleDescription(nodes_[side]->toolTip());
    layout()->addWidget(nodes_[side]);
    connect(nodes_[side], &ComboButton::activated, this,
            [this, side](int index) { Q_EMIT nodeChosen(side, nodes_[side]->itemData(index).toString()); });
    if (side == 0) {
      swap_ = addButton(QStringLiteral("swap"), tr("Swap A and B"), QKeySequence(Qt::Key_Return));
      connect(swap_, &IconButton::clicked, this, &ViewerBar::swapAsked);
    }
  }
}

void ViewerBar::buildModes() {
  modes_ = new Segments(this);
  modes_->setAccessibleName(tr("Comparison"));
  modes_menu_ = new ComboButton(tr("Compare"), this);
  for (ViewMode mode : kViewModes) {
    modes_->addSegment(nameOf(mode), toolTipOf(mode));
    modes_menu_->addItem(nameOf(mode));
  }
  channels_ = new Segments(this);
  channels_->setAccessibleName(tr("Channels"));
  channels_menu_ = new ComboButton(tr("Show"), this);
  for (ChannelMode channels : kChannelModes) {
    channels_->addSegment(nameOf(channels), toolTipOf(channels));
    channels_menu_->addItem(nameOf(channels));
  }
  auto* row = static_cast<QHBoxLayout*>(layout());
  row->addWidget(modes_);
  row->addWidget(modes_menu_);
  row->addSpacing(8);
  row->addWidget(channels_);
  row->addWidget(channels_menu_);
  modes_menu_->hide();
  channels_menu_->hide();
  const auto chooseMode = [this](int index) { Q_EMIT modeChosen(kViewModes[index]); };
  const auto chooseChannels = [this](int index) { Q_EMIT channelsChosen(kChannelModes[index]); };
  connect(modes_, &Segments::activated, this, chooseMode);
  connect(modes_menu_, &ComboButton::activated, this, chooseMode);
  connect(channels_, &Segments::activated, this, chooseChannels);
  connect(channels_menu_, &ComboButton::activated, this, chooseChannels);
}

void ViewerBar::buildZoom() {
  gain_ = new ComboButton(tr("Gain"), this);
  gain_->setToolTip(tr("What the difference is multiplied by"));
  for (double gain : kGains) gain_->addItem(gainText(gain), gain);
  gain_->hide();
  layout()->addWidget(gain_);
  connect(gain_, &ComboButton::activated, this,
          [this](int index) { Q_EMIT gainChosen(gain_->itemData(index).toDouble()); });

  zoom_ = new ComboButton(QString(), this);
  zoom_->setAccessibleDescription(tr("Zoom"));
  zoom_->setToolTip(tr("Screen pixels for a picture pixel; the wheel zooms at the pointer"));
  zoom_->addItem(tr("Fit"), 0.0);
  for (double zoom : kZooms) zoom_->addItem(percent(zoom), zoom);
  layout()->addWidget(zoom_);
  connect(zoom_, &ComboButton::activated, this, [this](int index) {
    const double zoom = zoom_->itemData(index).toDouble();
    if (zoom > 0) {
      Q_EMIT zoomChosen(zoom);
    } else {
      Q_EMIT fitAsked();
    }
  });
  fit_ = addButton(QStringLiteral("fit"), tr("Show the whole picture"), QKeySequence(Qt::Key_F));
  connect(fit_, &IconButton::clicked, this, &ViewerBar::fitAsked);
  full_ = addButton(QStringLiteral("target"), tr("One picture pixel for one screen pixel"),
                    QKeySequence(Qt::CTRL | Qt::Key_0));
  connect(full_, &IconButton::clicked, this, [this] { Q_EMIT zoomChosen(1); });

  static_cast<QHBoxLayout*>(layout())->addSpacing(12);
  state_icon_ = new QLabel(this);
  state_ = new QLabel(this);
  state_->setAccessibleName(tr("State of the picture"));
  layout()->addWidget(state_icon_);
  layout()->addWidget(state_);
  more_ = addButton(QStringLiteral("more"), tr("More about the view"));
  more_->setPopupMode(QToolButton::InstantPopup);
}

void ViewerBar::setNodes(const QVector<NodeChoice>& nodes) {
  for (ComboButton* button : nodes_) {
    const QVariant current = button->currentData();
    button->clear();
    for (const NodeChoice& node : nodes) button->addItem(node.title, node.id);
    button->setCurrentIndex(current.isValid() ? button->findData(current) : -1);
  }
  adaptToWidth();
}

void ViewerBar::setNode(int side, const QString& id) {
  nodes_[side]->setCurrentIndex(id.isEmpty() ? -1 : nodes_[side]->findData(id));
  adaptToWidth();
}

void ViewerBar::setMode(ViewMode mode) {
  mode_ = mode;
  const int index = static_cast<int>(std::find(std::begin(kViewModes), std::end(kViewModes), mode) - kViewModes);
  modes_->setCurrentIndex(index);
  modes_menu_->setCurrentIndex(index);
  adaptToWidth();
}

void ViewerBar::setChannels(ChannelMode channels) {
  const int index =
      static_cast<int>(std::find(std::begin(kChannelModes), std::end(kChannelModes), channels) - kChannelModes);
  channels_->setCurrentIndex(index);
  channels_menu_->setCurrentIndex(index);
}

void ViewerBar::setZoom(double zoom, bool fit) {
  zoom_->setLabel(fit ? tr("Fit") : QString());
  zoom_->setValueText(percent(zoom));
  zoom_->setCurrentIndex(fit ? 0 : zoom_->findData(zoom));
}

void ViewerBar::setGain(double gain) { gain_->setCurrentIndex(gain_->findData(gain)); }

void ViewerBar::setState(const QString& icon_name, const QString& word, StateTone tone, const QString& tool_tip) {
  state_icon_name_ = icon_name;
  state_tone_ = tone;
  state_->setText(word);
  state_->setToolTip(tool_tip);
  state_icon_->setToolTip(tool_tip);
  paintState();
  adaptToWidth();
}

QString ViewerBar::stateText() const { return state_->text(); }

void ViewerBar::paintState() {
  const Tokens& tokens = Theme::tokens();
  for (int side = 0; side < 2; ++side) {
    letters_[side]->setFont(Theme::font(FontRole::kBodyMedium));
    QPalette palette = letters_[side]->palette();
    palette.setColor(QPalette::WindowText, side == 0 ? tokens.accent : tokens.text);
    letters_[side]->setPalette(palette);
  }
  const QColor color = state_tone_ == StateTone::kGood  ? tokens.accent
                       : state_tone_ == StateTone::kBad ? tokens.error
                                                        : tokens.text2;
  state_icon_->setVisible(!state_icon_name_.isEmpty());
  if (!state_icon_name_.isEmpty()) {
    state_icon_->setPixmap(iconPixmap(state_icon_name_, kStateIcon, devicePixelRatioF(), color));
  }
  QPalette palette = state_->palette();
  palette.setColor(QPalette::WindowText, tokens.text2);
  state_->setPalette(palette);
}

void ViewerBar::adaptToWidth() {
  if (adapting_) return;
  adapting_ = true;
  gain_->setVisible(mode_ == ViewMode::kDifference);
  const auto atTypeSize = [](int width) { return width * Theme::instance().typePercent() / 100; };
  zoom_->setFixedWidth(atTypeSize(kZoomWidth));
  const auto setNodeWidth = [this](int width) {
    for (ComboButton* button : nodes_) button->setFixedWidth(width);
  };
  setNodeWidth(atTypeSize(kLeastNodeWidth));
  // From everything shown to the least; each step gives up what is reached another way.
  for (int step = 0; step <= 4; ++step) {
    channels_->setVisible(step < 1);
    channels_menu_->setVisible(step >= 1);
    modes_->setVisible(step < 2);
    modes_menu_->setVisible(step >= 2);
    state_->setVisible(step < 3);
    fit_->setVisible(step < 4);
    full_->setVisible(step < 4);
    layout()->invalidate();
    if (layout()->sizeHint().width() <= width()) break;
  }
  const int spare = std::max(0, width() - layout()->sizeHint().width());
  setNodeWidth(std::min(atTypeSize(kUsualNodeWidth), atTypeSize(kLeastNodeWidth) + spare / 2));
  adapting_ = false;
}

void ViewerBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  adaptToWidth();
}

bool ViewerBar::event(QEvent* event) {
  if (event->type() == QEvent::ScreenChangeInternal || event->type() == QEvent::Polish) paintState();
  return QWidget::event(event);
}

void ViewerBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), Theme::tokens().window);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), Theme::tokens().line);
  const QWidget* state = state_icon_->isVisible() ? state_icon_ : state_;
  if (state->isVisible()) {
    const double x = state->x() - 10;
    paintHairline(&painter, QLineF(x, 9, x, height() - 9), Theme::tokens().line2);
  }
}

}  // namespace lightbench::ui
