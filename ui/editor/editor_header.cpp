#include "ui/editor/editor_header.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <cmath>

#include "ui/controls/elided_label.h"
#include "ui/controls/segments.h"
#include "ui/editor/heat_legend.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

// An icon that is no button.
class Sign : public QWidget {
 public:
  Sign(QString icon, QWidget* parent) : QWidget(parent), icon_(std::move(icon)) { setFixedSize(16, 16); }

 protected:
  void paintEvent(QPaintEvent* /*event*/) override {
    QPainter painter(this);
    paintIcon(&painter, icon_, QRectF(rect()), Theme::tokens().text2);
  }

 private:
  QString icon_;
};

}  // namespace

EditorHeader::EditorHeader(QWidget* parent)
    : QWidget(parent),
      name_(new ElidedLabel(QString(), FontRole::kBody, Ink::kText, this)),
      legend_(new HeatLegend(this)),
      segments_(new Segments(this)),
      zoom_(new QToolButton(this)) {
  setFixedHeight(Theme::metrics().viewer_bar);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 0, 8, 1);
  layout->setSpacing(8);
  layout->addWidget(new ElidedLabel(tr("Graph"), FontRole::kBodyMedium, Ink::kText, this));
  layout->addSpacing(8);
  layout->addWidget(new Sign(QStringLiteral("folder"), this));
  layout->addWidget(name_);
  layout->addSpacing(12);
  layout->addWidget(legend_, 1);
  layout->addStretch(0);
  layout->addWidget(new ElidedLabel(tr("Overlay"), FontRole::kBody, Ink::kText2, this));
  segments_->addSegment(tr("Off"), tr("Picture sizes only"));
  segments_->addSegment(tr("Time"), tr("Self time of each node: median of the last runs, share of the run shown"));
  segments_->addSegment(tr("Δ base"), tr("Change of each node against the pinned baseline"));
  segments_->addSegment(tr("Memory"), tr("Size of each result"));
  segments_->addSegment(tr("Bytes"), tr("Bytes read and written in the run shown, and what the wires carried"));
  segments_->addSegment(tr("Cache"), tr("What came from the cache, and why the rest ran"));
  segments_->addSegment(tr("Device"), tr("What each node ran on"));
  segments_->setAccessibleName(tr("Overlay"));
  segments_->setCurrentIndex(static_cast<int>(Overlay::kTime));
  layout->addWidget(segments_);
  zoom_->setPopupMode(QToolButton::InstantPopup);
  zoom_->setAutoRaise(true);
  zoom_->setToolTip(tr("Zoom (Ctrl+0: 100 %)"));
  zoom_->setAccessibleName(tr("Zoom"));
  layout->addWidget(zoom_);
  setZoom(1);
  connect(segments_, &Segments::activated, this,
          [this](int index) { Q_EMIT overlayChosen(static_cast<Overlay>(index)); });
  connect(&Theme::instance(), &Theme::changed, this, [this] { setFixedHeight(Theme::metrics().viewer_bar); });
}

void EditorHeader::setName(const QString& name) { name_->setText(name); }

void EditorHeader::setOverlay(Overlay overlay) { segments_->setCurrentIndex(static_cast<int>(overlay)); }

void EditorHeader::setZoom(double zoom) {
  zoom_->setText(QStringLiteral("%1 %").arg(static_cast<int>(std::lround(zoom * 100))));
}

void EditorHeader::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  painter.fillRect(rect(), t.window);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), t.line);
}

}  // namespace lightbench::ui
