#include "ui/profile/sentence_list.h"

#include <QPainter>

#include <algorithm>

#include "ui/theme/icons.h"

namespace lightbench::ui {

namespace {

constexpr int kPadding = 12;
constexpr int kLineGap = 2;
constexpr int kGroupGap = 10;
constexpr int kIcon = 15;
constexpr int kVerdictIcon = 18;
constexpr int kLabelGap = 8;
constexpr int kTall = 100000;

int labelColumn(const std::vector<Sentence>& sentences) {
  const QFontMetrics metrics(Theme::font(FontRole::kBody));
  int widest = 0;
  for (const Sentence& sentence : sentences) widest = std::max(widest, metrics.horizontalAdvance(sentence.label));
  return widest > 0 ? widest + kLabelGap : 0;
}

// A number and its unit stay on one line.
QString unbroken(QString text) {
  constexpr QChar kNoBreak(0x00a0);
  for (const char* unit : {"%", "ms", "dB"}) {
    text.replace(QChar(' ') + QString::fromLatin1(unit), kNoBreak + QString::fromLatin1(unit));
  }
  return text;
}

}  // namespace

SentenceList::SentenceList(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void SentenceList::setSentences(std::vector<Sentence> sentences) {
  sentences_ = std::move(sentences);
  setAccessibleDescription(text());
  updateGeometry();
  update();
}

void SentenceList::append(const std::vector<Sentence>& sentences) {
  std::vector<Sentence> all = sentences_;
  all.insert(all.end(), sentences.begin(), sentences.end());
  setSentences(std::move(all));
}

QString SentenceList::text() const {
  QStringList lines;
  for (const Sentence& sentence : sentences_) {
    lines << (sentence.label.isEmpty() ? sentence.text : sentence.label + QStringLiteral(": ") + sentence.text);
  }
  return lines.join('\n');
}

QSize SentenceList::sizeHint() const { return QSize(340, heightForWidth(340)); }

int SentenceList::heightForWidth(int width) const { return layOut(width, nullptr); }

int SentenceList::layOut(int width, QPainter* painter) const {
  const Tokens& t = Theme::tokens();
  const int labels = labelColumn(sentences_);
  bool in_columns = false;
  int y = 4;
  for (const Sentence& sentence : sentences_) {
    if (sentence.begins) y += kGroupGap;
    in_columns = !sentence.label.isEmpty() || (in_columns && !sentence.begins);
    const bool is_verdict = sentence.role == FontRole::kVerdict;
    int left = kPadding + (in_columns ? labels : 0);
    if (!sentence.icon.isEmpty() && !is_verdict) left += kIcon + 6;
    const QFontMetrics metrics(Theme::font(sentence.role));
    const int room = std::max(40, width - left - kPadding - (is_verdict ? kVerdictIcon + 10 : 0));
    const QString words = unbroken(sentence.text);
    const QRect area = metrics.boundingRect(QRect(left, y, room, kTall), Qt::TextWordWrap, words);
    if (painter != nullptr) {
      painter->setFont(Theme::font(sentence.role));
      painter->setPen(is_verdict ? t.text : inkColor(sentence.ink));
      painter->drawText(QRect(left, y, room, area.height()), Qt::TextWordWrap, words);
      if (!sentence.icon.isEmpty()) {
        const QRectF place = is_verdict ? QRectF(area.right() + 10, y, kVerdictIcon, metrics.height())
                                        : QRectF(kPadding, y, kIcon, metrics.height());
        paintIcon(painter, sentence.icon, place, inkColor(sentence.ink));
      }
      painter->setFont(Theme::font(FontRole::kBody));
      painter->setPen(t.text3);
      painter->drawText(QRect(kPadding, y, labels, metrics.height()), Qt::AlignLeft, sentence.label);
    }
    y += area.height() + kLineGap;
  }
  return y + kPadding;
}

void SentenceList::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  layOut(width(), &painter);
}

}  // namespace lightbench::ui
