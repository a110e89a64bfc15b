// The window of the gallery program: every control in its states, for looking at a theme and for taking pictures of it.
#pragma once

#include <QMainWindow>

namespace lightbench::ui {

class Gallery : public QMainWindow {
  Q_OBJECT
 public:
  Gallery();
  // Puts the keyboard focus where a picture shows it well.
  void focusExample();

 private:
  void buildMenus();
  void buildToolBar();
  QWidget* numbers();
  QWidget* choices();
  QWidget* views();
  QWidget* icons();
  void say(const QString& text);

  QWidget* example_ = nullptr;
};

}  // namespace lightbench::ui
