#include "ui/inspector/node_facts.h"

#include <algorithm>

#include <QPainter>

#include <cmath>
#include <functional>

#include "engine/base/clock.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kColumns = 3;

QString text(std::string_view value) { return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())); }

QString shapeText(const ImageSpec& spec) {
  constexpr const char* kChannels[] = {"", "gray", "gray + alpha", "RGB", "RGBA"};
  return QObject::tr("%1 × %2").arg(spec.width).arg(spec.height) + "\n" +
         QString("%1 %2").arg(kChannels[spec.channels], text(name_of(spec.format)));
}

QString valueText(const NodeValue& value) {
  if (const double* number = std::get_if<double>(&value)) {
    if (std::isinf(*number)) return QObject::tr("infinite");
    if (std::isnan(*number)) return QObject::tr("undefined");
    return std::abs(*number) >= 0.001 || *number == 0 ? formatNumber(*number, 3) : QString::number(*number, 'g', 3);
  }
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? QObject::tr("yes") : QObject::tr("no");
  if (const std::string* words = std::get_if<std::string>(&value)) return text(*words);
  return {};
}

QString deviceName(std::string_view backend) {
  if (backend == "vulkan") return QObject::tr("Vulkan");
  return backend == "auto" ? QObject::tr("Auto") : text(backend).toUpper();
}

// "CPU, AVX2", "Vulkan, NVIDIA H200"
QString ranOn(const NodeReport& node, const RunReport& report) {
  QString words = deviceName(node.backend);
  const std::string& which = node.backend == "vulkan" ? report.gpu : node.isa;
  if (!which.empty()) words += ", " + (node.backend == "vulkan" ? text(which) : text(which).toUpper());
  return words;
}

// Writes a text and gives back what it covers.
using Put =
    std::function<QRect(const QRect& area, int flags, FontRole role, const QColor& color, const QString& words)>;

// Columns that a value needs: the name of a device is longer than a number.
int columnsOf(const NodeFact& fact, const QFontMetrics& metrics, int column) {
  constexpr int kGap = 8;
  int width = 0;
  for (const QString& line : fact.value.split('\n')) width = std::max(width, metrics.horizontalAdvance(line));
  return std::clamp((width + kGap + column - 1) / column, 1, kColumns);
}

// From the top of `area`, three columns a row; returns where the last row ends.
int layOutFacts(const std::vector<NodeFact>& facts, const QRect& area, const Put& put) {
  const Tokens& tokens = Theme::tokens();
  const int column = area.width() / kColumns;
  const QFontMetrics name(Theme::font(FontRole::kSecondary));
  const QFontMetrics value(Theme::font(FontRole::kBodyMedium));
  int y = area.top();
  int used = 0;   // columns of this row
  int lines = 0;  // of the highest value in it
  const auto endRow = [&] {
    if (used > 0) y += name.height() + value.height() * lines + 6;
    used = lines = 0;
  };
  for (const NodeFact& fact : facts) {
    const int wanted = columnsOf(fact, value, column);
    if (used + wanted > kColumns) endRow();
    const int x = area.left() + used * column;
    const int width = wanted * column;
    const int height = static_cast<int>(fact.value.count('\n')) + 1;
    put({x, y, width, name.height()}, Qt::AlignLeft, FontRole::kSecondary, tokens.text3, fact.name);
    QStringList shown;
    for (const QString& line : fact.value.split('\n')) shown << value.elidedText(line, Qt::ElideRight, width);
    put({x, y + name.height(), width, value.height() * height}, Qt::AlignLeft | Qt::AlignTop, FontRole::kBodyMedium,
        tokens.text, shown.join('\n'));
    lines = std::max(lines, height);
    used += wanted;
  }
  endRow();
  return y;
}

// The headline of a node that has no time of this run.
void sayState(NodeFacts& facts, const NodeReport& node, std::optional<qint64> lastSelfNs) {
  if (lastSelfNs) facts.aside = QObject::tr("was %1").arg(formatMilliseconds(to_ms(*lastSelfNs)));
  switch (node.state) {
    case NodeState::kNotAsked: facts.headline = QObject::tr("not asked"); break;
    case NodeState::kCached:
      facts.headline = node.type == "input" ? QObject::tr("read once") : QObject::tr("cached");
      break;
    case NodeState::kPassed:
      facts.headline = QObject::tr("passed on");
      facts.aside = QObject::tr("no pixels touched");
      break;
    case NodeState::kFailed:
    case NodeState::kBlocked:
      facts.headline = node.state == NodeState::kFailed ? QObject::tr("failed") : QObject::tr("waits");
      facts.aside.clear();
      facts.failed = node.state == NodeState::kFailed;
      break;
    case NodeState::kCancelled: facts.headline = QObject::tr("cancelled"); break;
    case NodeState::kComputed: break;
  }
}

void addValues(NodeFacts& facts, const NodeValues& values) {
  for (const auto& [name, value] : values) {
    if (const auto* classes = std::get_if<std::vector<ClassScore>>(&value)) {
      for (const ClassScore& score : *classes) {
        const QString label = score.label.empty() ? QObject::tr("class %1").arg(score.index) : text(score.label);
        facts.lines.push_back(QString("%1  %2").arg(formatShare(score.score, 1), label));
      }
    } else {
      facts.facts.push_back({text(name).replace('_', ' '), valueText(value)});
    }
  }
}

}  // namespace

NodeFacts factsOf(const NodeReport* node, const RunReport* report, std::optional<qint64> lastSelfNs, int threads) {
  NodeFacts facts;
  if (node == nullptr || report == nullptr) {
    facts.headline = QObject::tr("not run yet");
    return facts;
  }
  if (node->self_ns) {
    const Reading reading = timeReading(to_ms(*node->self_ns));
    facts.headline = reading.value;
    facts.unit = QObject::tr("%1 self").arg(reading.unit);
    if (report->trace.wall_ns() > 0) {
      facts.aside =
          QObject::tr("%1 of this run")
              .arg(formatShare(static_cast<double>(*node->self_ns) / static_cast<double>(report->trace.wall_ns())));
    }
    const bool on_gpu = node->backend == "vulkan";
    if (node->busy_ns && *node->self_ns > 0 && !on_gpu) {
      facts.facts.push_back(
          {QObject::tr("workers"),
           QObject::tr("%1 of %2")
               .arg(formatNumber(static_cast<double>(*node->busy_ns) / static_cast<double>(*node->self_ns), 1))
               .arg(threads)});
    }
    if (node->bytes_read > 0)
      facts.facts.push_back({QObject::tr("read"), formatBytes(static_cast<double>(node->bytes_read))});
    if (node->bytes_written > 0)
      facts.facts.push_back({QObject::tr("written"), formatBytes(static_cast<double>(node->bytes_written))});
    const double bytes = static_cast<double>(node->bytes_read + node->bytes_written);
    // The bytes of one node of a pass say nothing about its speed: most of its pixels never reach memory.
    if (*node->self_ns > 0 && bytes > 0 && node->fused_group < 0) {
      facts.facts.push_back({QObject::tr("rate"), formatRate(bytes / (static_cast<double>(*node->self_ns) * 1e-9))});
    }
    facts.facts.push_back({QObject::tr("ran on"), ranOn(*node, *report)});
  } else {
    sayState(facts, *node, lastSelfNs);
  }
  if (node->spec) facts.facts.push_back({QObject::tr("picture"), shapeText(*node->spec)});
  addValues(facts, node->values);
  if (report->level > 0)
    facts.lines.push_back(QObject::tr("Proxy, 1/%1 of the size: exact figures follow").arg(1 << report->level));
  if (node->self_ns && node->fused_group >= 0) {
    const auto others = std::count_if(report->nodes.begin(), report->nodes.end(), [&](const NodeReport& other) {
      return other.fused_group == node->fused_group && other.id != node->id;
    });
    facts.lines.push_back(
        others == 1 ? QObject::tr("Ran in one pass with another node; its time is a sampled share")
                    : QObject::tr("Ran in one pass with %1 other nodes; its time is a sampled share").arg(others));
  }
  if (!node->reason.empty()) facts.lines.push_back(QObject::tr("Why it ran: %1").arg(text(node->reason)));
  if (!node->fallback.empty()) {
    const bool ran = node->state == NodeState::kComputed || node->state == NodeState::kCached;
    facts.lines.push_back((ran ? QObject::tr("Asked %1, ran on CPU: %2") : QObject::tr("Asked %1, runs on CPU: %2"))
                              .arg(deviceName(name_of(node->requested)), text(node->fallback)));
  }
  if (node->error) facts.lines.push_back(QString::fromStdString(node->error->message()));
  return facts;
}

NodeFactsPanel::NodeFactsPanel(QWidget* parent) : QWidget(parent) {
  setObjectName("node_facts");
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void NodeFactsPanel::show(const NodeFacts& facts) {
  facts_ = facts;
  QString spoken = facts.headline + " " + facts.unit + " " + facts.aside;
  for (const NodeFact& fact : facts.facts) spoken += ", " + fact.name + " " + fact.value;
  for (const QString& line : facts.lines) spoken += ". " + line;
  setAccessibleName(tr("This node"));
  setAccessibleDescription(spoken);
  updateGeometry();
  update();
}

int NodeFactsPanel::heightForWidth(int width) const { return layOut(width, nullptr); }
QSize NodeFactsPanel::sizeHint() const { return {260, layOut(260, nullptr)}; }

// Lays the panel out for a width and, with a painter, draws it; returns the height.
int NodeFactsPanel::layOut(int width, QPainter* painter) const {
  constexpr int kPadding = 12;
  const Tokens& tokens = Theme::tokens();
  const auto put = [&](const QRect& rect, int flags, FontRole role, const QColor& color, const QString& words) {
    const QFont font = Theme::font(role);
    if (painter != nullptr) {
      painter->setFont(font);
      painter->setPen(color);
      painter->drawText(rect, flags, words);
    }
    return QFontMetrics(font).boundingRect(rect, flags, words);
  };
  const int inner = width - 2 * kPadding;
  int y = 10;
  const QFontMetrics big(Theme::font(FontRole::kVerdict));
  const QRect head(kPadding, y, inner, big.height());
  const QRect headline = put(head, Qt::AlignLeft | Qt::AlignBottom, FontRole::kVerdict,
                             facts_.failed ? tokens.error : tokens.text, facts_.headline);
  put(head.adjusted(headline.width() + 6, 0, 0, -3), Qt::AlignLeft | Qt::AlignBottom, FontRole::kBody, tokens.text3,
      facts_.unit);
  put(head.adjusted(0, 0, 0, -3), Qt::AlignRight | Qt::AlignBottom, FontRole::kBody, tokens.text2, facts_.aside);
  y += head.height() + 8;

  y = layOutFacts(facts_.facts, {kPadding, y, inner, 0}, put);
  for (const QString& line : facts_.lines) {
    const bool isError = facts_.failed && &line == &facts_.lines.back();
    const QRect used = put({kPadding, y, inner, 10000}, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                           FontRole::kBody, isError ? tokens.error : tokens.text2, line);
    y += used.height() + 4;
  }
  return y + 8;
}

void NodeFactsPanel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  layOut(width(), &painter);
}

}  // namespace lightbench::ui
