#include "ui/inspector/node_facts_panel.h"

#include <QPainter>

#include <algorithm>
#include <functional>

#include "ui/controls/sparkbar.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {
namespace {

constexpr int kColumns = 3;
constexpr int kSamplesHeight = 36;

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

// Where the samples lie in `area`: as many places as are kept, the last at the right, times from the shortest up.
QPolygonF samplePoints(const std::vector<double>& samples, const QRectF& area) {
  const auto [least, most] = std::minmax_element(samples.begin(), samples.end());
  const double range = std::max(*most - *least, 1e-9);
  const double step = area.width() / static_cast<double>(NodeRecord::kKeptSamples - 1);
  QPolygonF points;
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto before_last = static_cast<double>(samples.size() - 1 - i);
    points << QPointF(area.right() - before_last * step, area.bottom() - (samples[i] - *least) / range * area.height());
  }
  return points;
}

// The last runs; those from before a change are paler. The line is the median, the dot the run shown last.
void paintSamples(QPainter& painter, const QRectF& area, const NodeFacts& facts) {
  const Tokens& tokens = Theme::tokens();
  paintPanel(&painter, area, radius::kField, tokens.field, tokens.outline);
  const QRectF inside = area.adjusted(7, 7, -7, -7);
  const QPolygonF points = samplePoints(facts.samples_ms, inside);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const auto mark = static_cast<qsizetype>(std::min(facts.mark, facts.samples_ms.size() - 1));
  painter.setPen(QPen(tokens.ctl, 1));
  painter.drawPolyline(points.mid(0, mark + 1));
  painter.setPen(QPen(tokens.text2, 1.5));
  painter.drawPolyline(points.mid(mark));
  if (mark > 0) {
    const double x = (points[mark - 1].x() + points[mark].x()) / 2;
    painter.setPen(QPen(tokens.ctl, 1, Qt::DotLine));
    painter.drawLine(QPointF(x, area.top() + 1), QPointF(x, area.bottom() - 1));
  }
  if (facts.median_ms) {
    const auto [least, most] = std::minmax_element(facts.samples_ms.begin(), facts.samples_ms.end());
    const double share = *most > *least ? (*facts.median_ms - *least) / (*most - *least) : 0.5;
    const double y = inside.bottom() - share * inside.height();
    painter.setPen(QPen(tokens.text3, 1, Qt::DashLine));
    painter.drawLine(QPointF(points[mark].x(), y), QPointF(inside.right(), y));
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(tokens.accent);
  painter.drawEllipse(points.back(), 3, 3);
  painter.restore();
}

// What limits the node, with the bar of how near it is to that limit; returns where it ends.
int layOutBadge(const FactBadge& badge, const QRect& area, QPainter* painter, const Put& put) {
  constexpr int kBar = 6;
  const Tokens& tokens = Theme::tokens();
  const QFontMetrics name(Theme::font(FontRole::kBodyMedium));
  const QFontMetrics note(Theme::font(FontRole::kSecondary));
  int y = area.top() + 2;
  put({area.left(), y, area.width(), name.height()}, Qt::AlignLeft, FontRole::kBodyMedium, tokens.text, badge.text);
  const int room = area.width() - name.horizontalAdvance(badge.text) - 8;
  // Beside the word where it fits, else below it: a measure is never cut short.
  const bool beside = note.horizontalAdvance(badge.note) <= room;
  if (!beside) y += name.height();
  put({area.left(), y, area.width(), name.height()}, (beside ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
      FontRole::kSecondary, tokens.text2, badge.note);
  y += name.height() + 3;
  if (!badge.share) return y + 3;
  if (painter != nullptr) {
    paintBar(painter, QRectF(area.left(), y, area.width(), kBar), *badge.share, tokens.heatColor(*badge.share));
  }
  return y + kBar + 8;
}

}  // namespace

NodeFactsPanel::NodeFactsPanel(QWidget* parent) : QWidget(parent) {
  setObjectName("node_facts");
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
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
  if (!facts.basis.isEmpty()) spoken += ", " + facts.basis;
  for (const NodeFact& fact : facts.facts) spoken += ", " + fact.name + " " + fact.value;
  if (facts.badge) spoken += ". " + facts.badge->text + ", " + facts.badge->note;
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
  y += head.height() + (facts_.basis.isEmpty() ? 8 : 2);
  if (!facts_.basis.isEmpty()) {
    const QFontMetrics metrics(Theme::font(FontRole::kSecondary));
    put({kPadding, y, inner, metrics.height()}, Qt::AlignLeft, FontRole::kSecondary, tokens.text3,
        metrics.elidedText(facts_.basis, Qt::ElideRight, inner));
    y += metrics.height() + 8;
  }
  if (facts_.samples_ms.size() > 1) {
    if (painter != nullptr) paintSamples(*painter, QRectF(kPadding, y, inner, kSamplesHeight), facts_);
    y += kSamplesHeight + 10;
  }
  y = layOutFacts(facts_.facts, {kPadding, y, inner, 0}, put);
  if (facts_.badge) y = layOutBadge(*facts_.badge, {kPadding, y, inner, 0}, painter, put);
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
