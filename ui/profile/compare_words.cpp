#include "ui/profile/compare_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "ui/theme/format.h"

namespace lightbench::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Compare", text); }

// A size as text: one decimal, none from 100 % on.
QString percent(double share) { return formatNumber(share * 100, share < 0.9995 ? 1 : 0) + QStringLiteral(" %"); }

QString thresholdText(const Threshold& threshold) {
  QString from = QString::fromStdString(threshold.from);
  if (from.startsWith(QStringLiteral("learned on "))) from = from.left(from.indexOf('T'));  // the day is enough
  return tr("%1 (%2)").arg(formatThreshold(threshold.value), from);
}

}  // namespace

VerdictLook verdictLook(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFaster: return {tr("faster"), QStringLiteral("triangle-down"), Ink::kFaster};
    case Verdict::kSlower: return {tr("slower"), QStringLiteral("triangle-up"), Ink::kSlower};
    case Verdict::kNoDifference: return {tr("no difference shown"), QStringLiteral("equals"), Ink::kText2};
    case Verdict::kTooNoisy: break;
  }
  return {tr("too noisy to tell"), QStringLiteral("noisy"), Ink::kWarn};
}

QString verdictSentence(Verdict verdict, const Ratio& ratio) {
  switch (verdict) {
    case Verdict::kFaster: return tr("Faster by %1").arg(percent(1 - ratio.value));
    case Verdict::kSlower: return tr("Slower by %1").arg(percent(ratio.value - 1));
    case Verdict::kNoDifference: return tr("No difference shown");
    case Verdict::kTooNoisy: break;
  }
  return tr("Too noisy to tell");
}

QString intervalText(const Ratio& ratio) {
  QString low = formatChange(ratio.low - 1);
  low.chop(2);
  return tr("%1 to %2").arg(low, formatChange(ratio.high - 1));
}

QString figuresSentence(const SessionDiff& diff) {
  return tr("%1 to %2 ms median wall, 95 % interval %3")
      .arg(formatThreeFigures(diff.base.median_ms), formatThreeFigures(diff.current.median_ms),
           intervalText(diff.ratio));
}

QString basisSentence(const SessionDiff& diff, const Threshold& threshold) {
  return tr("Practical threshold %1. %2 and %3 rounds %4, %5 and %6 outliers kept.")
      .arg(thresholdText(threshold))
      .arg(diff.base.rounds)
      .arg(diff.current.rounds)
      .arg(diff.pairing == Pairing::kInterleaved ? tr("that alternate") : tr("recorded apart"))
      .arg(diff.base.outliers)
      .arg(diff.current.outliers);
}

QString formatThreshold(double share) {
  const double percents = share * 100;
  const bool is_whole = std::abs(percents - std::round(percents)) < 0.05;
  return formatNumber(percents, is_whole ? 0 : 1) + QStringLiteral(" %");
}

QString formatThreeFigures(double ms) { return formatNumber(ms, std::max(0, decimalsForFourFigures(ms) - 1)); }

int decimalsForFourFigures(double ms) {
  if (!(ms > 0)) return 2;
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(ms))), 0, 4);
}

SameGround sameGround(const std::vector<SessionChange>& changes) {
  SameGround ground;
  QStringList different;
  for (const SessionChange& change : changes) {
    if (change.kind == ChangeKind::kMachine || change.kind == ChangeKind::kBuild) different << changeText(change);
  }
  ground.same = different.isEmpty();
  ground.words = ground.same ? tr("same machine, same build") : different.join(QStringLiteral(", "));
  return ground;
}

QString kindTitle(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kParameter: return tr("Parameter");
    case ChangeKind::kGraph: return tr("Graph");
    case ChangeKind::kSetting: return tr("Setting");
    case ChangeKind::kPicture: return tr("Picture");
    case ChangeKind::kMachine: return tr("Machine");
    case ChangeKind::kBuild: break;
  }
  return tr("Build");
}

QString changeText(const SessionChange& change) {
  const QString text = QString::fromStdString(to_text(change));
  // Roboto has no arrows.
  return QString(text).replace(QStringLiteral(" → "), tr(" to "));
}

QString qualityText(const OutputQuality& quality, bool several_pictures) {
  QString name = QString::fromStdString(quality.output.node);
  if (several_pictures) name += tr(", picture %1").arg(quality.output.picture + 1);
  if (quality.output.samples == OutputDifference::Samples::kIdentical) return tr("%1: identical").arg(name);
  if (!quality.metrics) {
    const QString how = quality.output.samples == OutputDifference::Samples::kDifferent
                            ? tr("different, how far is unknown")
                            : tr("unknown whether different");
    return tr("%1: %2: %3").arg(name, how, QString::fromStdString(quality.unknown));
  }
  const QualityMetrics& metrics = *quality.metrics;
  QStringList figures;
  const auto add = [&](const QString& text, const std::optional<double>& value, int decimals) {
    if (value && std::isfinite(*value)) figures << text.arg(formatNumber(*value, decimals));
  };
  add(tr("PSNR %1 dB"), metrics.psnr_db, 2);
  add(tr("SSIM %1"), metrics.ssim, 4);
  add(tr("mean ΔE2000 %1"), metrics.mean_delta_e2000, 2);
  add(tr("largest difference %1"), metrics.max_abs_diff, 3);
  if (metrics.identical) figures = {tr("the kept pictures are identical")};
  if (figures.isEmpty()) figures = {tr("different, by no figure that is defined for these pictures")};
  return tr("%1: %2").arg(name, figures.join(QStringLiteral(", ")));
}

}  // namespace lightbench::ui
