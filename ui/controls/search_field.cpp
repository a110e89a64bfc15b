#include "ui/controls/search_field.h"

#include <QAction>
#include <QCoreApplication>
#include <QKeyEvent>

#include "ui/theme/icons.h"

namespace lightbench::ui {

SearchField::SearchField(const QString& placeholder, QWidget* parent) : QLineEdit(parent) {
  setPlaceholderText(placeholder);
  setAccessibleName(placeholder);
  setClearButtonEnabled(true);
  addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
}

void SearchField::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Escape:
      if (text().isEmpty()) {
        Q_EMIT abandoned();
        event->ignore();
      } else {
        clear();
      }
      return;
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      if (key_target_ != nullptr) {
        QCoreApplication::sendEvent(key_target_, event);
        return;
      }
      break;
    default: break;
  }
  QLineEdit::keyPressEvent(event);
}

}  // namespace lightbench::ui
