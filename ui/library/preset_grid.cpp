#include "ui/library/preset_grid.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <algorithm>

#include "ui/library/preset_pictures.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPathRole = Qt::UserRole;
constexpr int kGap = 6;         // between cards
constexpr int kCardWidth = 96;  // at least, unless there is no room for one; columns share what there is
constexpr double kPictureShape = 103.0 / 63;

double milliseconds(qint64 ns) { return static_cast<double>(ns) / 1e6; }

// The part of `half` (a side of the picture pair) that covers a box of `target`'s shape.
QRectF covering(const QRectF& half, const QSizeF& target) {
  QRectF part(QPointF(), target.scaled(half.size(), Qt::KeepAspectRatio));
  part.moveCenter(half.center());
  return part;
}

class CardPainter : public QStyledItemDelegate {
 public:
  explicit CardPainter(PresetGrid* grid) : QStyledItemDelegate(grid), grid_(*grid) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return grid_.gridSize(); }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Preset* preset = grid_.store().find(index.data(kPathRole).toString());
    if (preset == nullptr) return;
    const Tokens& t = Theme::tokens();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card =
        snapped(*painter, QRectF(option.rect).adjusted(kGap / 2.0, kGap / 2.0, -kGap / 2.0, -kGap / 2.0));
    const QColor outline = selected ? t.accent : hovered ? t.text3 : t.line;
    paintPanel(painter, card, radius::kNode, t.raised, outline, selected ? 2 : 1);
    const QRectF picture(card.left() + 2, card.top() + 2, card.width() - 4, (card.width() - 4) / kPictureShape);
    paintPicture(painter, picture, *preset);
    paintWords(painter,
               QRectF(card.left() + 8, picture.bottom() + 4, card.width() - 16, card.bottom() - picture.bottom() - 8),
               *preset, selected);
    painter->restore();
  }

 private:
  void paintPicture(QPainter* painter, const QRectF& box, const Preset& preset) const {
    const Tokens& t = Theme::tokens();
    QPainterPath rounded;
    rounded.addRoundedRect(box, radius::kField, radius::kField);
    painter->save();
    painter->setClipPath(rounded);
    const QImage both = grid_.picturesOf(preset);
    if (preset.isBroken()) {
      painter->fillRect(box, t.errorbg);
      paintText(painter, box.adjusted(6, 4, -6, -4), preset.problem, t.error);
    } else if (both.isNull()) {
      painter->fillRect(box, t.field);
      const QString problem = grid_.pictureProblem(preset);
      paintText(painter, box.adjusted(6, 4, -6, -4),
                problem.isEmpty() ? PresetGrid::tr("Picture is being made") : problem, t.text3);
    } else {
      painter->setRenderHint(QPainter::SmoothPixmapTransform);
      const double half = both.width() / 2.0;
      const QRectF before = covering(QRectF(0, 0, half, both.height()), box.size());
      const QRectF after = before.translated(half, 0);
      const double middle = std::round(box.width() / 2);
      const double share = middle / box.width();
      painter->drawImage(QRectF(box.left(), box.top(), middle, box.height()), both,
                         QRectF(before.left(), before.top(), before.width() * share, before.height()));
      painter->drawImage(
          QRectF(box.left() + middle, box.top(), box.width() - middle, box.height()), both,
          QRectF(after.left() + after.width() * share, after.top(), after.width() * (1 - share), after.height()));
      painter->fillRect(snapped(*painter, QRectF(box.left() + middle - 0.75, box.top(), 1.5, box.height())), Qt::white);
    }
    painter->restore();
  }

  // As many whole lines as fit, the last one cut with an ellipsis.
  static void paintText(QPainter* painter, const QRectF& box, const QString& text, const QColor& color) {
    painter->setFont(Theme::font(FontRole::kHint));
    painter->setPen(color);
    const QFontMetrics metrics = painter->fontMetrics();
    const int lines = std::max(1, static_cast<int>(box.height() / metrics.lineSpacing()));
    QTextLayout layout(text, painter->font());
    layout.beginLayout();
    for (int number = 0; number < lines; ++number) {
      QTextLine line = layout.createLine();
      if (!line.isValid()) break;
      line.setLineWidth(box.width());
      const int length = number + 1 < lines ? line.textLength() : static_cast<int>(text.size());
      const QString words = metrics.elidedText(text.mid(line.textStart(), length).trimmed(), Qt::ElideRight,
                                               static_cast<int>(box.width()));
      painter->drawText(QPointF(box.left(), box.top() + number * metrics.lineSpacing() + metrics.ascent()), words);
    }
    layout.endLayout();
  }

  void paintWords(QPainter* painter, const QRectF& box, const Preset& preset, bool selected) const {
    const Tokens& t = Theme::tokens();
    const double line = box.height() / 2;
    painter->setFont(Theme::font(selected ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(t.text);
    painter->drawText(QRectF(box.left(), box.top(), box.width(), line), Qt::AlignLeft | Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(preset.name, Qt::ElideRight, static_cast<int>(box.width())));
    const QRectF below(box.left(), box.top() + line, box.width(), line);
    const QRectF mark(below.right() - 12, below.center().y() - 6.5, 13, 13);
    painter->setFont(Theme::font(FontRole::kSecondary));
    if (preset.isBroken()) {
      painter->setPen(t.error);
      painter->drawText(below, Qt::AlignLeft | Qt::AlignVCenter, PresetGrid::tr("not usable"));
      paintIcon(painter, QStringLiteral("error"), mark, t.error);
      return;
    }
    const std::optional<PresetTime> time = grid_.store().lastTime(preset);
    painter->setPen(time ? t.text2 : t.text3);
    painter->drawText(below, Qt::AlignLeft | Qt::AlignVCenter, timeWords(time));
    if (!time) return;
    const bool fits = milliseconds(time->ns) <= grid_.budget();
    paintIcon(painter, fits ? QStringLiteral("check") : QStringLiteral("warning"), mark, fits ? t.accent : t.warn);
  }

  PresetGrid& grid_;
};

}  // namespace

QString timeWords(const std::optional<PresetTime>& time) {
  return time ? formatMilliseconds(milliseconds(time->ns)) : PresetGrid::tr("not measured");
}

PresetGrid::PresetGrid(PresetStore& store, PresetPictures& pictures, QWidget* parent)
    : QListWidget(parent), store_(store), maker_(pictures) {
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setUniformItemSizes(true);
  setFrameShape(QFrame::NoFrame);
  setSpacing(0);
  setWordWrap(true);
  setMouseTracking(true);
  setSelectionMode(QAbstractItemView::SingleSelection);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setAccessibleName(tr("Presets"));
  viewport()->setBackgroundRole(QPalette::Window);  // cards lie on the panel, not in a field
  setItemDelegate(new CardPainter(this));
  connect(this, &QListWidget::itemDoubleClicked, this,
          [this](QListWidgetItem* item) { Q_EMIT chosen(item->data(kPathRole).toString()); });
  connect(&store_, &PresetStore::changed, this, &PresetGrid::rebuild);
  connect(&store_, &PresetStore::presetChanged, this, [this] {
    images_.clear();
    for (int i = 0; i < count(); ++i)
      if (const Preset* preset = store_.find(item(i)->data(kPathRole).toString())) describe(*item(i), *preset);
    viewport()->update();
  });
  connect(&Theme::instance(), &Theme::changed, this, [this] { layCards(); });
  rebuild();
}

void PresetGrid::rebuild() {
  const QString current = currentPath();
  images_.clear();
  clear();
  for (const Preset& preset : store_.presets()) {
    auto* card = new QListWidgetItem(this);
    card->setData(kPathRole, preset.path);
    describe(*card, preset);
  }
  filter(words_);
  setCurrentPath(current);
}

void PresetGrid::describe(QListWidgetItem& item, const Preset& preset) const {
  item.setText(preset.name);
  QString tip = QStringLiteral("<b>%1</b>").arg(preset.name.toHtmlEscaped());
  QString words;
  if (preset.isBroken()) {
    words = preset.problem;
  } else {
    const std::optional<PresetTime> time = store_.lastTime(preset);
    words = preset.description;
    if (!words.isEmpty()) tip += QStringLiteral("<br>") + words.toHtmlEscaped();
    words = time ? tr("Last run here: %1 for %2 × %3, reading and writing left out")
                       .arg(timeWords(time))
                       .arg(time->picture.width())
                       .arg(time->picture.height())
                 : tr("Not measured yet: apply it once");
  }
  item.setToolTip(tip + QStringLiteral("<br>") + words.toHtmlEscaped());
  item.setData(Qt::AccessibleDescriptionRole, preset.description + QChar(' ') + words);
}

void PresetGrid::filter(const QString& words) {
  words_ = words;
  const QStringList wanted = words.split(QChar(' '), Qt::SkipEmptyParts);
  for (int i = 0; i < count(); ++i) {
    const Preset* preset = store_.find(item(i)->data(kPathRole).toString());
    const bool shown = preset != nullptr && std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
                         return preset->name.contains(word, Qt::CaseInsensitive) ||
                                preset->description.contains(word, Qt::CaseInsensitive);
                       });
    item(i)->setHidden(!shown);
  }
  layCards();
}

int PresetGrid::shownCount() const {
  int shown = 0;
  for (int i = 0; i < count(); ++i) shown += item(i)->isHidden() ? 0 : 1;
  return shown;
}

QString PresetGrid::currentPath() const {
  return currentItem() != nullptr && !currentItem()->isHidden() ? currentItem()->data(kPathRole).toString() : QString();
}

void PresetGrid::setCurrentPath(const QString& path) {
  for (int i = 0; i < count(); ++i)
    if (!path.isEmpty() && item(i)->data(kPathRole).toString() == path) setCurrentItem(item(i));
}

QString PresetGrid::pathAt(const QPoint& position) const {
  const QListWidgetItem* card = itemAt(position);
  return card != nullptr ? card->data(kPathRole).toString() : QString();
}

void PresetGrid::setBudget(double ms) {
  budget_ms_ = ms;
  viewport()->update();
}

QImage PresetGrid::picturesOf(const Preset& preset) const {
  if (const auto found = images_.constFind(preset.path); found != images_.constEnd()) return *found;
  const QImage image = store_.pictures(preset);
  images_.insert(preset.path, image);
  if (image.isNull()) maker_.make(preset);  // asked for when first seen
  return image;
}

QString PresetGrid::pictureProblem(const Preset& preset) const { return maker_.problem(preset.key); }

void PresetGrid::layCards() {
  const int words = 2 * QFontMetrics(Theme::font(FontRole::kBody)).height() + 8;
  const int room = viewport()->width();
  const int columns = std::max(1, (room + kGap) / (kCardWidth + kGap));
  const int width = std::max(60, (room - 1) / columns);  // a row that fills the view exactly would wrap
  const int height = static_cast<int>(std::lround((width - kGap - 4) / kPictureShape)) + words + kGap + 4;
  if (gridSize() != QSize(width, height)) setGridSize(QSize(width, height));
}

void PresetGrid::resizeEvent(QResizeEvent* event) {
  QListWidget::resizeEvent(event);
  layCards();
}

void PresetGrid::keyPressEvent(QKeyEvent* event) {
  if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !currentPath().isEmpty()) {
    Q_EMIT chosen(currentPath());
    return;
  }
  QListWidget::keyPressEvent(event);
}

}  // namespace lightbench::ui
