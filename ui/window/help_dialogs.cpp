#include "ui/window/help_dialogs.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "engine/simd/isa.h"
#include "ui/controls/search_field.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/window/command_palette.h"

namespace lightbench::ui {

namespace {

QString words(const char* text) { return QCoreApplication::translate("Help", text); }

// What is done with the pointer, or with keys that only mean something inside a panel.
struct Gesture {
  const char* use;
  const char* key;
};
constexpr Gesture kGestures[] = {
    {"Add a node", "Tab, Shift+A or double-click in the graph"},
    {"Add a node to a wire", "drag the wire to an empty place"},
    {"Pan", "middle button, or Space and drag"},
    {"Zoom", "wheel"},
    {"Select several", "drag over an empty place"},
    {"Insert on a wire", "drop a node on it; Alt does not"},
    {"Number field", "drag; Shift a tenth, Ctrl round values; double-click types; Backspace resets"},
    {"Stop", "Esc"},
};

void addGroup(QTreeWidget* tree, const QString& title, const QList<QStringList>& rows) {
  auto* group = new QTreeWidgetItem(tree, {title});
  group->setFirstColumnSpanned(true);
  for (const QStringList& row : rows) new QTreeWidgetItem(group, row);
  group->setExpanded(true);
}

void filterTree(QTreeWidget* tree, const QString& text) {
  for (int g = 0; g < tree->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = tree->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const bool shown =
          item->text(0).contains(text, Qt::CaseInsensitive) || item->text(1).contains(text, Qt::CaseInsensitive);
      item->setHidden(!shown);
      any = any || shown;
    }
    group->setHidden(!any);
  }
}

}  // namespace

void showKeys(const QMenuBar& bar, QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName("keysDialog");
  dialog->setWindowTitle(words("Keys"));
  auto* search = new SearchField(words("Find a command or a key"));
  auto* tree = new QTreeWidget;
  tree->setObjectName("keysList");
  tree->setHeaderLabels({words("Command"), words("Key")});
  tree->setRootIsDecorated(false);
  tree->setAlternatingRowColors(true);
  tree->setAccessibleName(words("Keys"));
  QString menu;
  QList<QStringList> rows;
  const auto finish = [&] {
    if (!rows.isEmpty()) addGroup(tree, menu, rows);
    rows.clear();
  };
  for (const Command& command : commandsOf(bar)) {
    if (!command.action || command.key.isEmpty()) continue;
    if (command.menu != menu) finish();
    menu = command.menu;
    QStringList keys;
    for (const QKeySequence& key : command.action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    rows << QStringList{command.title, keys.join(", ")};
  }
  finish();
  menu = words("With the pointer, and in panels");
  for (const Gesture& gesture : kGestures) rows << QStringList{words(gesture.use), words(gesture.key)};
  finish();
  tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  QObject::connect(search, &QLineEdit::textChanged, tree, [tree](const QString& text) { filterTree(tree, text); });
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* column = new QVBoxLayout(dialog);
  column->addWidget(search);
  column->addWidget(tree);
  column->addWidget(buttons);
  dialog->resize(620, 640);
  dialog->show();
}

void showAbout(QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setObjectName("aboutDialog");
  dialog->setWindowTitle(words("About Lightbench"));
  auto* picture = new QLabel;
  picture->setPixmap(applicationIcon().pixmap(64, 64));
  auto* title = new QLabel(words("Lightbench %1").arg(QCoreApplication::applicationVersion()));
  title->setFont(Theme::font(FontRole::kHeadline));
  auto* text = new QLabel(words("A workbench for image pipelines: every node with its picture and its time.\n\n"
                                "Qt %1, vector code for %2. Apache License 2.0.")
                              .arg(QString::fromLatin1(qVersion()), QString::fromUtf8(name_of(active_isa()).data())));
  text->setWordWrap(true);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* column = new QVBoxLayout(dialog);
  column->setSpacing(12);
  column->addWidget(picture);
  column->addWidget(title);
  column->addWidget(text);
  column->addWidget(buttons);
  dialog->setMinimumWidth(380);
  dialog->show();
}

}  // namespace lightbench::ui
