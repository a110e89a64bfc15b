// Makes DisplayImages in the background, the latest request of each slot first served.
//
// A request replaces the one of the same slot that is still waiting, so a burst of pictures (a slider being dragged)
// never queues up; the one being worked on is finished and shown, or a drag faster than a conversion would show
// nothing. Results come back on this object's thread through `ready`; until then the caller goes on showing what it
// has.
#pragma once

#include <QObject>
#include <QString>

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "ui/viewer/display_image.h"

namespace lightbench::ui {

inline constexpr int kDisplaySlots = 3;  // A, B, their difference

class DisplayConverter : public QObject {
  Q_OBJECT
 public:
  explicit DisplayConverter(QObject* parent = nullptr);
  ~DisplayConverter() override;

  struct Request {
    Image picture;
    Image other;  // given: the difference of the two
    ChannelMode channels = ChannelMode::kRgb;
    double gain = 1;
    // Handed back with the result:
    QString node;
    int level = 0;
    QSize size;  // of the exact picture
  };
  void request(int slot, Request request);
  // Forgets what the slot waits for or works on.
  void drop(int slot);
  bool isBusy() const;  // something was asked for and has not come back

  struct Result {
    Request request;
    std::shared_ptr<const DisplayImage> display;  // null: no memory for it
    Qt::HANDLE thread = nullptr;                  // where it was made
    qint64 elapsed_ns = 0;
  };

 Q_SIGNALS:
  void ready(int slot, const lightbench::ui::DisplayConverter::Result& result);

 private:
  struct Slot {
    std::optional<Request> waiting;
    CancelToken cancel;   // raised by drop()
    int undelivered = 0;  // being worked on or on its way back
  };
  void loop();
  void deliver(int slot, const CancelToken& cancel, const Result& result);

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::array<Slot, kDisplaySlots> slots_;
  bool stopping_ = false;
  BufferPool buffers_;
  WorkerPool workers_;
  std::thread thread_;
};

}  // namespace lightbench::ui
