#include "ui/profile/compare_summary.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 12;
constexpr int kLineGap = 2;
constexpr int kGroupGap = 10;
constexpr int kIcon = 15;
constexpr int kVerdictIcon = 18;
constexpr int kLabelGap = 8;
constexpr int kTall = 100000;

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

int labelColumn(const std::vector<SummaryEntry>& entries) {
  const QFontMetrics metrics(Theme::font(FontRole::kBody));
  int widest = 0;
  for (const SummaryEntry& entry : entries) widest = std::max(widest, metrics.horizontalAdvance(entry.label));
  return widest > 0 ? widest + kLabelGap : 0;
}

}  // namespace

std::vector<SummaryEntry> summaryEntries(const SessionDiff& diff, const Threshold& threshold) {
  const VerdictLook look = verdictLook(diff.verdict);
  std::vector<SummaryEntry> entries = {
      {verdictSentence(diff.verdict, diff.ratio), FontRole::kVerdict, look.ink, look.icon},
      {figuresSentence(diff), FontRole::kBody, Ink::kText},
      {basisSentence(diff, threshold), FontRole::kBody, Ink::kText2}};
  SummaryEntry head{diff.changes.empty() ? tr("Nothing changed but the time") : tr("What changed"),
                    FontRole::kBodyMedium, Ink::kText};
  head.begins = true;
  entries.push_back(head);
  ChangeKind kind = ChangeKind::kBuild;
  for (const SessionChange& change : diff.changes) {
    SummaryEntry line{changeText(change), FontRole::kBody, Ink::kText};
    if (kind != change.kind || &change == &diff.changes.front()) line.label = kindTitle(change.kind);
    kind = change.kind;
    entries.push_back(line);
  }
  bool first = true;
  for (const std::string& warning : diff.warnings) {
    SummaryEntry line{QString::fromStdString(warning), FontRole::kBody, Ink::kWarn, QStringLiteral("warning")};
    line.begins = std::exchange(first, false);
    entries.push_back(line);
  }
  return entries;
}

std::vector<SummaryEntry> qualityEntries(const std::vector<OutputQuality>& qualities) {
  if (qualities.empty()) return {};
  SummaryEntry head{tr("Outputs"), FontRole::kBodyMedium, Ink::kText};
  head.begins = true;
  std::vector<SummaryEntry> entries = {head};
  const bool several = std::any_of(qualities.begin(), qualities.end(),
                                   [](const OutputQuality& each) { return each.output.picture > 0; });
  for (const OutputQuality& quality : qualities) {
    entries.push_back({qualityText(quality, several), FontRole::kBody, Ink::kText2});
  }
  return entries;
}

std::vector<SummaryEntry> problemEntries(const QString& text) { return {{text, FontRole::kBody, Ink::kText3}}; }

CompareSummary::CompareSummary(QWidget* parent) : QWidget(parent) {
  setObjectName("compareSummary");
  setAccessibleName(tr("Verdict"));
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void CompareSummary::setEntries(std::vector<SummaryEntry> entries) {
  entries_ = std::move(entries);
  setAccessibleDescription(text());
  updateGeometry();
  update();
}

void CompareSummary::append(const std::vector<SummaryEntry>& entries) {
  std::vector<SummaryEntry> all = entries_;
  all.insert(all.end(), entries.begin(), entries.end());
  setEntries(std::move(all));
}

QString CompareSummary::text() const {
  QStringList lines;
  for (const SummaryEntry& entry : entries_) {
    lines << (entry.label.isEmpty() ? entry.text : entry.label + QStringLiteral(": ") + entry.text);
  }
  return lines.join('\n');
}

QSize CompareSummary::sizeHint() const { return QSize(340, heightForWidth(340)); }

int CompareSummary::heightForWidth(int width) const { return layOut(width, nullptr); }

int CompareSummary::layOut(int width, QPainter* painter) const {
  const Tokens& t = Theme::tokens();
  const int labels = labelColumn(entries_);
  bool in_columns = false;
  int y = 4;
  for (const SummaryEntry& entry : entries_) {
    if (entry.begins) y += kGroupGap;
    in_columns = !entry.label.isEmpty() || (in_columns && !entry.begins);
    const bool is_verdict = entry.role == FontRole::kVerdict;
    int left = kPadding + (in_columns ? labels : 0);
    if (!entry.icon.isEmpty() && !is_verdict) left += kIcon + 6;
    const QFontMetrics metrics(Theme::font(entry.role));
    const int room = std::max(40, width - left - kPadding - (is_verdict ? kVerdictIcon + 10 : 0));
    const QRect area = metrics.boundingRect(QRect(left, y, room, kTall), Qt::TextWordWrap, entry.text);
    if (painter != nullptr) {
      painter->setFont(Theme::font(entry.role));
      painter->setPen(is_verdict ? t.text : inkColor(entry.ink));
      painter->drawText(QRect(left, y, room, area.height()), Qt::TextWordWrap, entry.text);
      if (!entry.icon.isEmpty()) {
        const QRectF place = is_verdict ? QRectF(area.right() + 10, y, kVerdictIcon, metrics.height())
                                        : QRectF(kPadding, y, kIcon, metrics.height());
        paintIcon(painter, entry.icon, place, inkColor(entry.ink));
      }
      painter->setFont(Theme::font(FontRole::kBody));
      painter->setPen(t.text3);
      painter->drawText(QRect(kPadding, y, labels, metrics.height()), Qt::AlignLeft, entry.label);
    }
    y += area.height() + kLineGap;
  }
  return y + kPadding;
}

void CompareSummary::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  layOut(width(), &painter);
}

}  // namespace lightbench::ui
