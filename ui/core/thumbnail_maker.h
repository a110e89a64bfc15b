// Makes thumbnails in the background: on a 24-megapixel picture one costs some milliseconds, and a slider that is
// dragged asks for one with every run.
//
// The latest picture of a node counts; one that waits is replaced. A picture that a node already has its thumbnail of
// is not looked at again. Results come on this object's thread through `ready`.
#pragma once

#include <QImage>
#include <QObject>
#include <QString>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "engine/graph/graph.h"
#include "engine/image/image.h"

namespace lightbench::ui {

class ThumbnailMaker : public QObject {
  Q_OBJECT
 public:
  // `bounds` as in thumbnailOf().
  explicit ThumbnailMaker(const QSize& bounds, QObject* parent = nullptr);
  ~ThumbnailMaker() override;

  void request(const NodeId& node, const Image& picture);
  // What is on its way for the node is dropped.
  void forget(const NodeId& node);
  void forgetAll();

 Q_SIGNALS:
  void ready(const QString& node, const QImage& thumbnail);

 private:
  struct Entry {
    Image picture;     // the last one asked for
    quint64 life = 0;  // another one after the node was forgotten and came back
  };
  void loop();
  void deliver(const NodeId& node, quint64 life, const QImage& thumbnail);

  const QSize bounds_;
  std::map<NodeId, Entry> asked_;  // this object's thread only, as is lives_
  quint64 lives_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::map<NodeId, Entry> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lightbench::ui
