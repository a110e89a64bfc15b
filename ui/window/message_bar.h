// What went wrong, or right, in words across the top of the work area. Never a dialogue: everything else goes on
// working, the message stays until it is closed or another takes its place. Good news goes by itself.
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

#include "engine/base/result.h"

class QHBoxLayout;
class QLabel;

namespace lightbench::ui {

enum class MessageKind { kNews, kWarning, kError };

class MessageBar : public QWidget {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);

  void say(MessageKind kind, const QString& text);
  // With a button that does something about it.
  void say(MessageKind kind, const QString& text, const QString& remedy, const std::function<void()>& run);
  // What happened, where, and what to do.
  void say(const Error& error);
  void dismiss();

  QString text() const;
  MessageKind kind() const { return kind_; }
  bool isShown() const { return !isHidden(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  MessageKind kind_ = MessageKind::kNews;
  QLabel* label_;
  QWidget* remedy_;
  QHBoxLayout* remedyLayout_;
  QTimer fade_;
};

}  // namespace lightbench::ui
