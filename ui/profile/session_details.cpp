#include "ui/profile/session_details.h"

#include <QFileInfo>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/controls/elided_label.h"
#include "ui/profile/session_rows.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kNotesHeight = 44;

QString tagsOf(const ProfileSession& session) {
  QStringList tags;
  for (const std::string& tag : session.tags) tags << QString::fromStdString(tag);
  return tags.join(QStringLiteral(", "));
}

}  // namespace

SessionDetails::SessionDetails(QWidget* parent)
    : QWidget(parent),
      title_(new ElidedLabel(QString(), FontRole::kBodyMedium)),
      facts_(new QLabel),
      tags_(new QLineEdit),
      notes_(new QPlainTextEdit),
      fields_(new QWidget) {
  setObjectName("sessionDetails");
  usePanelBackground(this);
  facts_->setObjectName("sessionFacts");
  facts_->setWordWrap(true);
  facts_->setTextFormat(Qt::PlainText);
  facts_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  facts_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  facts_->setContentsMargins(0, 0, 4, 0);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(facts_);
  usePanelBackground(facts_);
  tags_->setObjectName("sessionTags");
  tags_->setAccessibleName(tr("Tags, separated by commas"));
  tags_->setPlaceholderText(tr("separated by commas"));
  notes_->setObjectName("sessionNotes");
  notes_->setAccessibleName(tr("Notes"));
  notes_->setTabChangesFocus(true);
  notes_->setFixedHeight(kNotesHeight);
  auto* form = new QFormLayout(fields_);
  form->setContentsMargins(0, 0, 0, 0);
  form->setVerticalSpacing(4);
  form->addRow(tr("Tags"), tags_);
  form->addRow(tr("Notes"), notes_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 8);
  column->setSpacing(6);
  column->addWidget(title_);
  column->addWidget(scroll, 1);
  column->addWidget(fields_);
  tags_->installEventFilter(this);
  notes_->installEventFilter(this);
  connect(tags_, &QLineEdit::returnPressed, this, [this] {
    take();
    Q_EMIT left();
  });
  setSession(nullptr);
}

void SessionDetails::setSession(const StoredSession* stored) {
  take();
  const bool another = !stored || stored->path != path_;
  path_ = stored ? stored->path : QString();
  title_->setText(stored ? QFileInfo(stored->path).completeBaseName() : tr("No session chosen"));
  facts_->setText(stored ? sessionFacts(*stored) : tr("Shift+P records the pipeline as it is now."));
  const bool canChange = stored && stored->loaded && !stored->loaded->newer_version;
  fields_->setVisible(stored && stored->loaded);
  fields_->setEnabled(canChange);
  const QString tags = stored && stored->loaded ? tagsOf(stored->loaded->session) : QString();
  const QString notes = stored && stored->loaded ? QString::fromStdString(stored->loaded->session.notes) : QString();
  if (!another && tags == storedTags_ && notes == storedNotes_) return;
  storedTags_ = tags;
  storedNotes_ = notes;
  restore();
}

void SessionDetails::restore() {
  tags_->setText(storedTags_);
  notes_->setPlainText(storedNotes_);
}

void SessionDetails::take() {
  if (path_.isEmpty() || !fields_->isEnabled()) return;
  const QString path = path_;
  if (tags_->text() != storedTags_) {
    storedTags_ = tags_->text();
    Q_EMIT tagsEdited(path, storedTags_.split(',', Qt::SkipEmptyParts));
  }
  if (notes_->toPlainText() != storedNotes_) {
    storedNotes_ = notes_->toPlainText();
    Q_EMIT notesEdited(path, storedNotes_);
  }
}

void SessionDetails::editTags() {
  tags_->setFocus(Qt::ShortcutFocusReason);
  tags_->selectAll();
}

void SessionDetails::editNotes() { notes_->setFocus(Qt::ShortcutFocusReason); }

bool SessionDetails::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::FocusOut) take();
  if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    restore();
    Q_EMIT left();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace lightbench::ui
