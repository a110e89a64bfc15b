#include "ui/window/baseline_combo.h"

#include <QMenu>

#include "engine/profile/statistics.h"
#include "ui/core/session_store.h"
#include "ui/theme/format.h"
#include "ui/window/session_commands.h"
#include "ui/window/window_actions.h"

namespace lightbench::ui {

namespace {

constexpr int kMostSessions = 15;  // the newest; the panel of sessions has them all
constexpr const char* kNow = "now";

}  // namespace

BaselineCombo::BaselineCombo(Document& document, ProfileKeeper& profile, SessionCommands& sessions,
                             const WindowActions& actions, QWidget* parent)
    : ComboButton(tr("Baseline"), parent),
      document_(document),
      profile_(profile),
      sessions_(sessions),
      actions_(actions) {
  setObjectName("baselineCombo");
  setToolTip(tr("What the runs of now are held against: choose Δ baseline over the graph to see it"));
  setFocusPolicy(Qt::TabFocus);
  menu()->setTitle(tr("Base&line"));
  connect(menu(), &QMenu::aboutToShow, this, &BaselineCombo::fill);
  connect(this, &ComboButton::activated, this, &BaselineCombo::take);
  connect(&profile_, &ProfileKeeper::baselineChanged, this, &BaselineCombo::refresh);
  fill();
  refresh();
}

void BaselineCombo::fill() {
  sessions_.store().refresh();
  const Baseline* baseline = profile_.baseline();
  const QString pinned = baseline ? QString::fromStdString(baseline->session) : QString();
  clear();
  addItem(tr("None"), QString());
  addItem(tr("The runs of now"), QLatin1String(kNow));
  addSeparator();
  int shown = 0;
  for (const StoredSession& stored : sessions_.store().sessions()) {
    if (!stored.loaded || shown == kMostSessions) continue;
    const ProfileSession& session = stored.loaded->session;
    const SessionVariant& variant = session.variants.front();
    if (!isOfPipeline(variant, document_.graph().name, document_.path().toStdString())) continue;
    ++shown;
    const double median_ms = statistics_of(variant.wall_ns()).median_ms;
    addItem(tr("%1, %2").arg(recordedText(session), formatMilliseconds(median_ms)), stored.path);
  }
  if (!baseline || !pinned.isEmpty()) setCurrentIndex(findData(pinned));
}

void BaselineCombo::refresh() {
  const QString name = profile_.baselineName();
  setValueText(name.isEmpty() ? tr("none") : name);
}

void BaselineCombo::take(int index) {
  const QString value = itemData(index).toString();
  if (value.isEmpty()) {
    actions_.unpinBaseline->trigger();
  } else if (value == QLatin1String(kNow)) {
    actions_.pinBaseline->trigger();
  } else {
    sessions_.pin(value);
  }
}

}  // namespace lightbench::ui
