#include "ui/library/save_preset_dialog.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/core/default_view.h"
#include "ui/core/thumbnail.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr QSize kThumbnail(320, 240);
constexpr int kPreviewWidth = 300;

// As the card shows it: the left half before, the right half after.
QImage split(const QImage& before, const QImage& after) {
  const QImage both = sideBySide(before, after);
  QImage shown(before.size(), QImage::Format_RGB32);
  QPainter painter(&shown);
  const int middle = before.width() / 2;
  painter.drawImage(QPoint(0, 0), both, QRect(0, 0, middle, before.height()));
  painter.drawImage(QPoint(middle, 0), both,
                    QRect(before.width() + middle, 0, before.width() - middle, before.height()));
  painter.fillRect(QRect(middle - 1, 0, 2, before.height()), Qt::white);
  return shown;
}

}  // namespace

SavePresetDialog::SavePresetDialog(Document& document, EngineBridge& bridge, PresetStore& store, QWidget* parent)
    : QDialog(parent),
      document_(document),
      bridge_(bridge),
      store_(store),
      name_(new QLineEdit(this)),
      description_(new QPlainTextEdit(this)),
      preview_(new QLabel(this)),
      words_(new QLabel(this)) {
  setWindowTitle(tr("Save preset"));
  setMinimumWidth(kPreviewWidth + 40);
  name_->setText(QString::fromStdString(document.graph().name));
  name_->setPlaceholderText(tr("Soft contrast"));
  name_->setAccessibleName(tr("Name"));
  description_->setPlainText(QString::fromStdString(document.graph().description));
  description_->setPlaceholderText(tr("What it does to a picture, in a sentence"));
  description_->setAccessibleName(tr("Description"));
  description_->setTabChangesFocus(true);
  description_->setFixedHeight(64);
  words_->setWordWrap(true);
  preview_->setAlignment(Qt::AlignCenter);
  preview_->setWordWrap(true);
  preview_->setMinimumHeight(80);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
  save_ = buttons->addButton(tr("Save preset"), QDialogButtonBox::AcceptRole);
  save_->setDefault(true);
  auto* form = new QFormLayout;
  form->addRow(tr("Name"), name_);
  form->addRow(tr("Description"), description_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 12);
  column->setSpacing(12);
  column->addWidget(preview_);
  column->addLayout(form);
  column->addWidget(words_);
  column->addWidget(buttons);

  connect(buttons, &QDialogButtonBox::accepted, this, &SavePresetDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(name_, &QLineEdit::textChanged, this, &SavePresetDialog::describe);
  takePictures();
  describe();
  name_->selectAll();
  name_->setFocus();
}

void SavePresetDialog::takePictures() {
  const DefaultView view = defaultView(document_.graph(), document_.registry());
  const auto before = bridge_.picture(view.source);
  auto after = bridge_.picture(view.result);
  if (!after) after = bridge_.picture(bridge_.viewedNode(ViewSide::A));
  if (before) before_ = thumbnailOf(before->image, kThumbnail);
  if (after) after_ = thumbnailOf(after->image, kThumbnail);
  if (!hasPictures()) {
    preview_->setText(tr("There is no picture of this pipeline yet. The card will show it on the sample picture."));
    return;
  }
  QImage shown = split(before_, after_)
                     .scaledToWidth(static_cast<int>(kPreviewWidth * devicePixelRatioF()), Qt::SmoothTransformation);
  shown.setDevicePixelRatio(devicePixelRatioF());
  preview_->setPixmap(QPixmap::fromImage(shown));
  preview_->setAccessibleName(tr("Before on the left, after on the right"));
}

QString SavePresetDialog::name() const { return name_->text().simplified(); }
void SavePresetDialog::setName(const QString& name) { name_->setText(name); }
void SavePresetDialog::setDescription(const QString& description) { description_->setPlainText(description); }

void SavePresetDialog::describe() {
  save_->setEnabled(!name().isEmpty());
  if (store_.findOwn(name()) != nullptr) {
    save_->setText(tr("Replace preset"));
    words_->setText(tr("You have a preset of this name. It will be replaced."));
  } else {
    save_->setText(tr("Save preset"));
    words_->setText(tr("Settings and nodes are kept, the open picture is not: a preset goes over any picture."));
  }
}

void SavePresetDialog::accept() {
  Result<QString> saved = store_.save(name(), description_->toPlainText(), document_.graph(), before_, after_);
  if (!saved) {
    words_->setText(QString::fromStdString(saved.error().message()));
    return;
  }
  savedPath_ = *saved;
  QDialog::accept();
}

}  // namespace lightbench::ui
