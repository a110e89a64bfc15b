#include "ui/window/state_file.h"

#include <QApplication>
#include <QJsonArray>
#include <QMenuBar>

#include "engine/base/atomic_file.h"
#include "engine/base/clock.h"
#include "engine/base/hash.h"
#include "ui/controls/number_field.h"
#include "ui/editor/graph_scene.h"
#include "ui/editor/graph_view.h"
#include "ui/editor/node_editor.h"
#include "ui/inspector/inspector.h"
#include "ui/inspector/param_editor.h"
#include "ui/window/main_window.h"
#include "ui/window/message_bar.h"
#include "ui/window/status_line.h"

namespace lightbench::ui {

namespace {

QJsonArray onScreen(const QWidget& widget, const QRectF& rect) {
  const double ratio = widget.devicePixelRatioF();
  const QPointF corner = widget.mapToGlobal(rect.topLeft());
  return {corner.x() * ratio, corner.y() * ratio, rect.width() * ratio, rect.height() * ratio};
}

QJsonArray onScreen(const QWidget& widget) { return onScreen(widget, widget.rect()); }

QString hashOf(const Image& image) {
  Hasher hasher;
  const ImageSpec& spec = image.spec();
  hasher.integer(spec.width).integer(spec.height).integer(spec.channels).integer(static_cast<int>(spec.format));
  const size_t bytes = static_cast<size_t>(spec.width) * sample_bytes(spec.format);
  for (int channel = 0; channel < spec.channels; ++channel) {
    for (int y = 0; y < spec.height; ++y) {
      hasher.text({reinterpret_cast<const char*>(image.row_data(channel, y)), bytes});
    }
  }
  return QString::fromStdString(hasher.finish().hex());
}

QString plainText(const QJsonValue& value) {
  if (value.isArray()) {
    QStringList parts;
    for (const QJsonValue& part : value.toArray()) parts << QString::number(qRound(part.toDouble()));
    return parts.join(' ');
  }
  return value.toVariant().toString();
}

void flatten(const QString& prefix, const QJsonObject& object, QStringList& lines) {
  for (auto member = object.begin(); member != object.end(); ++member) {
    if (member->isObject()) {
      flatten(prefix + member.key() + '.', member->toObject(), lines);
    } else {
      lines << prefix + member.key() + '=' + plainText(*member).replace('\n', ' ');
    }
  }
}

}  // namespace

StateFile::StateFile(MainWindow& window, const QString& path) : QObject(&window), window_(window), path_(path) {
  soon_.setSingleShot(true);
  soon_.setInterval(60);
  connect(&soon_, &QTimer::timeout, this, &StateFile::write);
  // Every repaint may have moved something.
  qApp->installEventFilter(this);
}

bool StateFile::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  const bool tells = type == QEvent::Paint || type == QEvent::UpdateRequest || type == QEvent::Show ||
                     type == QEvent::Hide || type == QEvent::FocusIn;
  if (tells && !soon_.isActive()) soon_.start();
  return QObject::eventFilter(watched, event);
}

void StateFile::write() {
  const Document& document = window_.document();
  const EngineBridge& bridge = window_.bridge();
  QJsonObject state;
  state["serial"] = ++serial_;
  state["idle"] = !bridge.isRunning() && !bridge.isExporting();
  state["modified"] = document.isModified();
  state["path"] = document.path();
  state["title"] = window_.windowTitle();
  state["message"] = window_.messages().text();
  state["status"] = window_.status().stateText();
  state["current"] = QString::fromStdString(document.currentNode());
  state["viewed"] = QJsonObject{{"A", QString::fromStdString(bridge.viewedNode(ViewSide::A))},
                                {"B", QString::fromStdString(bridge.viewedNode(ViewSide::B))}};
  const QWidget* focus = QApplication::focusWidget();
  state["focus"] = focus ? QString::fromLatin1(focus->metaObject()->className()) : QString();
  const QWidget* popup = QApplication::activePopupWidget();
  state["popup"] = popup ? QString::fromLatin1(popup->metaObject()->className()) : QString();
  const QWidget* modal = QApplication::activeModalWidget();
  state["modal"] = modal ? modal->windowTitle() : QString();
  if (const auto report = bridge.report()) {
    state["wall_ms"] = to_ms(report->trace.wall_ns());
    state["level"] = report->level;
  }
  state["nodes"] = nodes();
  state["pictures"] = pictures();
  state["widgets"] = widgets();
  state["parameters"] = parameters();
  QStringList lines;
  flatten({}, state, lines);
  lines.sort();
  const Status status = write_file_atomically(path_.toStdString(), (lines.join('\n') + '\n').toStdString());
  if (!status) qWarning("%s", status.error().message().c_str());
}

QJsonObject StateFile::nodes() const {
  const GraphView& view = *window_.editor().view();
  const auto place = [&](const QPointF& scene) {
    const double ratio = view.devicePixelRatioF();
    const QPointF at = view.viewport()->mapToGlobal(QPointF(view.mapFromScene(scene))) * ratio;
    return QJsonArray{at.x(), at.y()};
  };
  QJsonObject all;
  for (const Node& node : window_.document().graph().nodes) {
    const NodeItem* item = window_.editor().scene()->item(node.id);
    if (!item) continue;
    QJsonObject entry;
    entry["type"] = QString::fromStdString(node.type);
    entry["title"] = item->face().title;
    entry["reading"] = item->face().reading;
    entry["middle"] = place(item->nodeRect().center());
    entry["header"] = place(item->nodeRect().topLeft() + QPointF(60, 12));
    QJsonObject inputs, outputs;
    for (size_t i = 0; i < item->face().inputs.size(); ++i)
      inputs[item->face().inputs[i].port] = place(item->inputAt(i));
    for (size_t i = 0; i < item->face().outputs.size(); ++i) {
      outputs[item->face().outputs[i].port] = place(item->outputAt(i));
    }
    entry["inputs"] = inputs;
    entry["outputs"] = outputs;
    const NodeReport* report = window_.bridge().report() ? window_.bridge().report()->find(node.id) : nullptr;
    if (report) {
      entry["state"] = QString::fromStdString(std::string(name_of(report->state)));
      if (report->self_ns) entry["self_ms"] = to_ms(*report->self_ns);
      if (report->error) entry["error"] = QString::fromStdString(report->error->message());
    }
    all[QString::fromStdString(node.id)] = entry;
  }
  return all;
}

QJsonObject StateFile::pictures() const {
  QJsonObject all;
  for (const Node& node : window_.document().graph().nodes) {
    const auto picture = window_.bridge().picture(node.id);
    if (!picture || !picture->image) continue;
    all[QString::fromStdString(node.id)] = QJsonObject{{"hash", hashOf(picture->image)},
                                                       {"level", picture->level},
                                                       {"width", picture->image.width()},
                                                       {"height", picture->image.height()}};
  }
  return all;
}

QJsonObject StateFile::widgets() const {
  QJsonObject all;
  all["window"] = onScreen(window_);
  all["graph"] = onScreen(*window_.editor().view()->viewport());
  for (const QWidget* widget : window_.findChildren<QWidget*>()) {
    const bool named = !widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_");
    if (named && widget->isVisible()) all[widget->objectName()] = onScreen(*widget);
  }
  return all;
}

QJsonObject StateFile::parameters() const {
  QJsonObject all;
  const Inspector& inspector = window_.inspector();
  const OperatorDef* def = window_.document().defOf(inspector.shownNode());
  if (!def) return all;
  for (const ParamSpec& spec : def->params) {
    const ParamEditor* editor = inspector.editor(spec.id);
    if (!editor || !editor->isVisible()) continue;
    const auto* field = editor->findChild<NumberField*>();
    QJsonObject entry{{"row", onScreen(*editor)}};
    if (field) {
      entry["field"] = onScreen(*field);
      entry["value"] = field->value();
    }
    all[QString::fromStdString(spec.id)] = entry;
  }
  return all;
}

}  // namespace lightbench::ui
