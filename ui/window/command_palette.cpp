#include "ui/window/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

#include "ui/controls/search_field.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kWidth = 460;
constexpr int kRows = 12;
enum Role { kMenuRole = Qt::UserRole + 1, kKeyRole, kIndexRole };

QString plain(QString text) { return text.remove('&').remove(QStringLiteral("…")); }

void collect(const QList<QAction*>& actions, const QString& path, QVector<Command>& commands) {
  for (QAction* action : actions) {
    if (action->isSeparator() || !action->isVisible()) continue;
    if (QMenu* menu = action->menu()) {
      Q_EMIT menu->aboutToShow();
      const QString name = plain(action->text());
      collect(menu->actions(), path.isEmpty() ? name : path + QStringLiteral(" › ") + name, commands);
    } else if (std::none_of(commands.begin(), commands.end(),
                            [&](const Command& known) { return known.action == action; })) {
      commands.push_back({action, plain(action->text()), path, action->shortcut().toString(QKeySequence::NativeText)});
    }
  }
}

// Every word of the question begins a word of the command, or lies within it.
int rank(const Command& command, const QStringList& words) {
  const QString all = command.title + ' ' + command.menu;
  int worst = 0;
  for (const QString& word : words) {
    if (command.title.startsWith(word, Qt::CaseInsensitive)) continue;
    if (command.title.contains(' ' + word, Qt::CaseInsensitive)) {
      worst = std::max(worst, 1);
    } else if (all.contains(word, Qt::CaseInsensitive)) {
      worst = std::max(worst, 2);
    } else {
      return -1;
    }
  }
  return worst;
}

// Title, where it is found, key.
class CommandDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return QSize(kWidth, Theme::metrics().table_row);
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Tokens& tokens = Theme::tokens();
    const bool current = option.state & QStyle::State_Selected;
    const bool enabled = option.state & QStyle::State_Enabled && index.flags() & Qt::ItemIsEnabled;
    painter->save();
    if (current) paintPanel(painter, QRectF(option.rect).adjusted(4, 1, -4, -1), radius::kField, tokens.accentbg);
    const QColor quiet = current ? tokens.onaccentbg : tokens.text3;
    const QColor ink = current ? tokens.onaccentbg : enabled ? tokens.text : tokens.text3;
    QRect area = option.rect.adjusted(14, 0, -14, 0);
    painter->setFont(Theme::font(FontRole::kSecondary));
    painter->setPen(quiet);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, index.data(kKeyRole).toString());
    area.setRight(area.right() - painter->fontMetrics().horizontalAdvance(index.data(kKeyRole).toString()) - 16);
    painter->setFont(Theme::font(current ? FontRole::kBodyMedium : FontRole::kBody));
    painter->setPen(ink);
    const QString title = index.data().toString();
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, title);
    area.setLeft(area.left() + painter->fontMetrics().horizontalAdvance(title) + 12);
    painter->setFont(Theme::font(FontRole::kSecondary));
    painter->setPen(quiet);
    painter->drawText(
        area, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(index.data(kMenuRole).toString(), Qt::ElideRight, area.width()));
    painter->restore();
  }
};

}  // namespace

QVector<Command> commandsOf(const QMenuBar& bar) {
  QVector<Command> commands;
  collect(bar.actions(), {}, commands);
  return commands;
}

CommandPalette::CommandPalette(QWidget* parent)
    : QFrame(parent, Qt::Popup),
      search_(new SearchField(tr("Find a command"))),
      list_(new QListView),
      model_(new QStandardItemModel(this)) {
  setObjectName("commandPalette");
  setFrameShape(QFrame::StyledPanel);
  search_->setObjectName("commandSearch");
  search_->setAccessibleName(tr("Find a command"));
  search_->installEventFilter(this);
  list_->setModel(model_);
  list_->setObjectName("commandList");
  list_->setAccessibleName(tr("Commands"));
  list_->setItemDelegate(new CommandDelegate(list_));
  list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setUniformItemSizes(true);
  list_->setMouseTracking(true);
  connect(search_, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(search_, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
  connect(search_, &SearchField::abandoned, this, &QWidget::close);
  connect(list_, &QAbstractItemView::clicked, this, [this] { runCurrent(); });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->setSpacing(8);
  column->addWidget(search_);
  column->addWidget(list_);
}

void CommandPalette::open(const QMenuBar& bar, const QWidget& anchor) {
  commands_ = commandsOf(bar);
  search_->clear();
  filter({});
  const int height = search_->sizeHint().height() + kRows * Theme::metrics().table_row + 28;
  const QPoint corner = anchor.mapToGlobal(QPoint(anchor.width(), anchor.height() + 4));
  resize(kWidth, height);
  move(corner - QPoint(kWidth, 0));
  show();
}

int CommandPalette::shownCount() const { return model_->rowCount(); }
QString CommandPalette::shownTitle(int row) const { return model_->index(row, 0).data().toString(); }

void CommandPalette::filter(const QString& text) {
  const QStringList words = text.split(' ', Qt::SkipEmptyParts);
  std::vector<std::pair<int, int>> found;  // rank, index
  for (int i = 0; i < commands_.size(); ++i) {
    const int place = rank(commands_[i], words);
    if (place >= 0) found.emplace_back(place, i);
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  model_->clear();
  for (const auto& [place, index] : found) {
    const Command& command = commands_[index];
    auto* item = new QStandardItem(command.title);
    item->setData(command.menu, kMenuRole);
    item->setData(command.key, kKeyRole);
    item->setData(index, kIndexRole);
    item->setToolTip(command.action ? command.action->toolTip() : QString());
    item->setEnabled(command.action && command.action->isEnabled());
    model_->appendRow(item);
  }
  for (int row = 0; row < model_->rowCount(); ++row) {
    if (!model_->item(row)->isEnabled()) continue;
    list_->setCurrentIndex(model_->index(row, 0));
    break;
  }
}

void CommandPalette::runCurrent() {
  const QModelIndex index = list_->currentIndex();
  if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled)) return;
  const QPointer<QAction> action = commands_[index.data(kIndexRole).toInt()].action;
  close();  // first, so that the command finds the focus where it was
  if (action) action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == search_ && event->type() == QEvent::KeyPress) {
    const auto* pressed = static_cast<QKeyEvent*>(event);
    switch (pressed->key()) {
      case Qt::Key_Up:
      case Qt::Key_Down:
      case Qt::Key_PageUp:
      case Qt::Key_PageDown: QCoreApplication::sendEvent(list_, event); return true;
      default: break;
    }
  }
  return QFrame::eventFilter(watched, event);
}

void CommandPalette::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  search_->setFocus();
}

}  // namespace lightbench::ui
