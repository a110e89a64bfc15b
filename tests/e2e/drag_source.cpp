// Another program that a picture is dragged out of: a small window at a place of the screen. Pressed, it writes a
// picture and starts a drag of its file, as a file manager does.
//
//   drag_source FILE.png X Y
#include <QApplication>
#include <QDrag>
#include <QImage>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>
#include <QWidget>

class Source : public QWidget {
 public:
  explicit Source(const QString& file) : QWidget(nullptr, Qt::X11BypassWindowManagerHint), file_(file) {}

 protected:
  void mousePressEvent(QMouseEvent*) override {
    auto* drag = new QDrag(this);
    auto* contents = new QMimeData;
    contents->setUrls({QUrl::fromLocalFile(file_)});
    drag->setMimeData(contents);
    drag->exec(Qt::CopyAction);
  }

 private:
  QString file_;
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  if (argc != 4) return 2;
  QImage picture(321, 123, QImage::Format_RGB888);
  picture.fill(QColor(200, 120, 40));
  if (!picture.save(argv[1])) return 1;
  Source source(argv[1]);
  source.setGeometry(atoi(argv[2]), atoi(argv[3]), 40, 40);
  source.show();
  return QApplication::exec();
}
