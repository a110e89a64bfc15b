#include "ui/editor/search_popup.h"

#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <utility>

#include "ui/controls/search_field.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kWidth = 288;
constexpr int kShownRows = 9;
constexpr int kIdRole = Qt::UserRole;
constexpr int kNoteRole = Qt::UserRole + 1;
constexpr int kIconRole = Qt::UserRole + 2;
constexpr int kColorRole = Qt::UserRole + 3;

class RowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Tokens& t = Theme::tokens();
    const bool current = (option.state & QStyle::State_Selected) != 0;
    const QRectF row = option.rect;
    if (current) paintPanel(painter, row.adjusted(4, 0, -4, 0), radius::kField, t.accentbg);
    const QColor text = current ? t.onaccentbg : t.text;
    const QColor icon = current ? t.onaccentbg : index.data(kColorRole).value<QColor>();
    paintIcon(painter, index.data(kIconRole).toString(), QRectF(row.left() + 12, row.center().y() - 7.5, 15, 15), icon);
    const QString note = index.data(kNoteRole).toString();
    painter->setFont(Theme::font(FontRole::kSecondary));
    painter->setPen(current ? text : t.text3);
    painter->drawText(row.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, note);
    const double note_width = painter->fontMetrics().horizontalAdvance(note);
    painter->setFont(Theme::font(current ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(text);
    const QRectF room = row.adjusted(36, 0, -24 - note_width, 0);
    const int width = static_cast<int>(room.width());
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, width));
  }
  QSize sizeHint(const QStyleOptionViewItem& /*option*/, const QModelIndex& /*index*/) const override {
    return {kWidth - 20, Theme::metrics().control};
  }
};

}  // namespace

SearchPopup::SearchPopup(QWidget* parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint),
      field_(new SearchField(QString(), this)),
      list_(new QListWidget(this)),
      nothing_(new QLabel(tr("Nothing fits"), this)) {
  setObjectName(QStringLiteral("searchPopup"));
  field_->setAccessibleName(tr("Search"));
  list_->setAccessibleName(tr("Results"));
  list_->setItemDelegate(new RowDelegate(list_));
  list_->setFrameShape(QFrame::NoFrame);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setMouseTracking(true);
  nothing_->setAlignment(Qt::AlignCenter);
  nothing_->setForegroundRole(QPalette::PlaceholderText);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(1, 1, 1, 6);
  layout->setSpacing(6);
  auto* top = new QVBoxLayout;
  top->setContentsMargins(7, 7, 7, 0);
  top->addWidget(field_);
  layout->addLayout(top);
  layout->addWidget(list_);
  layout->addWidget(nothing_);
  field_->installEventFilter(this);
  connect(field_, &QLineEdit::textChanged, this, &SearchPopup::refill);
  connect(list_, &QListWidget::itemClicked, this, &SearchPopup::take);
  connect(list_, &QListWidget::itemEntered, list_, [this](QListWidgetItem* item) { list_->setCurrentItem(item); });
}

void SearchPopup::open(const QPoint& global, const QString& placeholder, Source source) {
  source_ = std::move(source);
  field_->setPlaceholderText(placeholder);
  field_->clear();
  refill();
  const int rows = kShownRows * Theme::metrics().control;
  list_->setFixedHeight(rows);
  nothing_->setFixedHeight(rows);
  setFixedWidth(kWidth);
  adjustSize();
  QPoint corner = global;
  if (const QScreen* screen = QGuiApplication::screenAt(global)) {
    const QRect room = screen->availableGeometry();
    corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width())));
    corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() - height())));
  }
  move(corner);
  show();
  raise();
  activateWindow();
  field_->setFocus(Qt::PopupFocusReason);
}

QString SearchPopup::currentId() const {
  const QListWidgetItem* item = list_->currentItem();
  return item == nullptr ? QString() : item->data(kIdRole).toString();
}

void SearchPopup::refill() {
  list_->clear();
  if (!source_) return;
  for (const SearchRow& row : source_(field_->text())) {
    auto* item = new QListWidgetItem(row.text, list_);
    item->setData(kIdRole, row.id);
    item->setData(kNoteRole, row.note);
    item->setData(kIconRole, row.icon);
    item->setData(kColorRole, row.color);
    item->setToolTip(row.tooltip);
  }
  if (list_->count() > 0) list_->setCurrentRow(0);
  list_->setVisible(list_->count() > 0);
  nothing_->setVisible(list_->count() == 0);
}

void SearchPopup::take() {
  const QString id = currentId();
  if (id.isEmpty()) return;
  hide();
  Q_EMIT chosen(id);
}

bool SearchPopup::eventFilter(QObject* watched, QEvent* event) {
  if (watched != field_ || event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  const int last = list_->count() - 1;
  const int row = list_->currentRow();
  switch (key) {
    case Qt::Key_Down:
    case Qt::Key_Tab: list_->setCurrentRow(row >= last ? 0 : row + 1); return true;
    case Qt::Key_Up:
    case Qt::Key_Backtab: list_->setCurrentRow(row <= 0 ? last : row - 1); return true;
    case Qt::Key_PageDown: list_->setCurrentRow(std::min(last, row + kShownRows - 1)); return true;
    case Qt::Key_PageUp: list_->setCurrentRow(std::max(0, row - kShownRows + 1)); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: take(); return true;
    case Qt::Key_Escape: hide(); return true;
    default: return QFrame::eventFilter(watched, event);
  }
}

void SearchPopup::hideEvent(QHideEvent* event) {
  QFrame::hideEvent(event);
  Q_EMIT closed();
}

void SearchPopup::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  const Tokens& t = Theme::tokens();
  painter.fillRect(rect(), t.line2);
  painter.fillRect(rect().adjusted(1, 1, -1, -1), t.field);
}

}  // namespace lightbench::ui
