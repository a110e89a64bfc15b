#include "ui/window/message_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include "ui/controls/icon_button.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kNewsMilliseconds = 6000;
constexpr int kIconColumn = 38;

const char* iconOf(MessageKind kind) {
  switch (kind) {
    case MessageKind::kError: return "error";
    case MessageKind::kWarning: return "warning";
    case MessageKind::kNews: break;
  }
  return "check";
}

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), label_(new QLabel), remedy_(new QWidget) {
  setObjectName("messageBar");
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label_->setTextFormat(Qt::PlainText);
  label_->setObjectName("messageText");
  auto* close = new IconButton("close", tr("Close this message"), nullptr, 15);
  connect(close, &QAbstractButton::clicked, this, &MessageBar::dismiss);
  remedyLayout_ = new QHBoxLayout(remedy_);
  remedyLayout_->setContentsMargins(0, 0, 0, 0);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(kIconColumn, 6, 8, 6);
  row->setSpacing(8);
  row->addWidget(label_, 1);
  row->addWidget(remedy_);
  row->addWidget(close);
  fade_.setSingleShot(true);
  connect(&fade_, &QTimer::timeout, this, &MessageBar::dismiss);
  hide();
}

void MessageBar::say(MessageKind kind, const QString& text) { say(kind, text, {}, {}); }

void MessageBar::say(MessageKind kind, const QString& text, const QString& remedy, const std::function<void()>& run) {
  kind_ = kind;
  label_->setText(text);
  setAccessibleName(text);
  while (QLayoutItem* item = remedyLayout_->takeAt(0)) {
    item->widget()->deleteLater();
    delete item;
  }
  remedy_->setVisible(!remedy.isEmpty());
  if (!remedy.isEmpty()) {
    auto* button = new QPushButton(remedy);
    connect(button, &QAbstractButton::clicked, this, [this, run] {
      dismiss();
      run();
    });
    remedyLayout_->addWidget(button);
  }
  fade_.stop();
  if (kind == MessageKind::kNews && remedy.isEmpty()) fade_.start(kNewsMilliseconds);
  setVisible(true);
  update();
}

void MessageBar::say(const Error& error) {
  if (error.kind == ErrorKind::kCancelled) return;
  say(MessageKind::kError, QString::fromStdString(error.message()));
}

void MessageBar::dismiss() {
  fade_.stop();
  hide();
}

QString MessageBar::text() const { return isHidden() ? QString() : label_->text(); }

void MessageBar::paintEvent(QPaintEvent*) {
  const Tokens& tokens = Theme::tokens();
  QPainter painter(this);
  const QColor ink = kind_ == MessageKind::kError     ? tokens.error
                     : kind_ == MessageKind::kWarning ? tokens.warn
                                                      : tokens.accent;
  painter.fillRect(rect(), kind_ == MessageKind::kError ? tokens.errorbg : tokens.window);
  painter.fillRect(QRectF(0, 0, 3, height()), ink);
  paintHairline(&painter, QLineF(0, height() - 1, width(), height() - 1), tokens.line);
  paintIcon(&painter, iconOf(kind_), QRectF(13, 0, 18, height()), ink);
}

void MessageBar::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) return dismiss();
  QWidget::keyPressEvent(event);
}

}  // namespace lightbench::ui
