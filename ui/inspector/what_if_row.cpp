#include "ui/inspector/what_if_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "engine/base/clock.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace lightbench::ui {

namespace {

constexpr int kMostDecimals = 3;

// "17.2 to 13.2 ms", with as many figures as it takes to tell them apart.
QString fromTo(int64_t before_ns, int64_t after_ns) {
  QString before = formatMillisecondsPlain(to_ms(before_ns)), after = formatMillisecondsPlain(to_ms(after_ns));
  for (int decimals = 1; before == after && decimals <= kMostDecimals; ++decimals) {
    before = formatNumber(to_ms(before_ns), decimals);
    after = formatNumber(to_ms(after_ns), decimals);
  }
  return QObject::tr("%1 to %2 ms").arg(before, after);
}

}  // namespace

QString whatIfWords(const WhatIfTable& table, const NodeId& node) {
  const WhatIf* row = table.find(node);
  if (row == nullptr) return {};
  const bool gains = row->wall_ns < table.wall_ns;
  if (row->kind != WhatIf::Kind::kShare) {
    return gains ? QObject::tr("2× faster here: %1").arg(fromTo(table.wall_ns, row->wall_ns))
                 : QObject::tr("2× faster here: no gain, other things run beside it");
  }
  const WhatIf* pass = table.find_pass(node);
  const QString share = gains ? QObject::tr("2× faster here: ≈ %1").arg(fromTo(table.wall_ns, row->wall_ns))
                              : QObject::tr("2× faster here: no gain, other things run beside its pass");
  if (pass == nullptr || pass->wall_ns >= table.wall_ns) return share;
  return QObject::tr("%1, its pass: %2").arg(share, formatMilliseconds(to_ms(pass->wall_ns)));
}

WhatIfRow::WhatIfRow(QWidget* parent)
    : QWidget(parent), words_(new QLabel), race_(new QPushButton(icon(QStringLiteral("flag")), tr("Race"))) {
  words_->setObjectName("inspector_what_if");
  words_->setToolTip(
      tr("What this run would have taken, by what waited for what in it; of a pass only the node's own "
         "share gets shorter"));
  words_->setWordWrap(true);
  race_->setObjectName("inspector_race");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 4, 12, 10);
  row->setSpacing(8);
  row->addWidget(words_, 1);
  row->addWidget(race_, 0, Qt::AlignBottom);
  connect(race_, &QAbstractButton::clicked, this, &WhatIfRow::raceAsked);
  const auto look = [this] {
    QPalette palette = words_->palette();
    palette.setColor(QPalette::WindowText, Theme::tokens().text2);
    words_->setPalette(palette);
    words_->setFont(Theme::font(FontRole::kBody));
  };
  connect(&Theme::instance(), &Theme::changed, this, look);
  look();
  setRaceProblem({});
}

void WhatIfRow::setWords(const QString& words) { words_->setText(words); }

QString WhatIfRow::words() const { return words_->text(); }

void WhatIfRow::setRaceProblem(const QString& problem) {
  race_->setEnabled(problem.isEmpty());
  const QString what =
      tr("Run this node on every device, instruction set and precision, and compare times and pictures");
  race_->setToolTip(problem.isEmpty() ? what : problem);
  race_->setAccessibleDescription(race_->toolTip());
}

}  // namespace lightbench::ui
