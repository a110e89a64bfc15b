// A comparison in words: the verdict as a sentence, what it rests on, what changed, how far the outputs are apart.
// Signs of arrows, triangles and ticks are icons, never characters.
#pragma once

#include <QString>
#include <QStringList>

#include "engine/profile/noise.h"
#include "engine/profile/session_diff.h"
#include "engine/runtime/output_quality.h"
#include "ui/controls/elided_label.h"

namespace lightbench::ui {

struct VerdictLook {
  QString word;  // "slower", "no difference shown"
  QString icon;
  Ink ink = Ink::kText2;
};
VerdictLook verdictLook(Verdict verdict);

// "Slower by 3.6 %", "No difference shown"
QString verdictSentence(Verdict verdict, const Ratio& ratio);
// "16.6 to 17.2 ms median wall, 95 % interval +2.9 to +4.4 %"
QString figuresSentence(const SessionDiff& diff);
// "Practical threshold 2 % (default). 30 and 30 rounds that alternate, 1 and 0 outliers kept."
QString basisSentence(const SessionDiff& diff, const Threshold& threshold);

// "+2.9 to +4.4 %"
QString intervalText(const Ratio& ratio);
// "2 %", "1.2 %": a tenth only where there is one.
QString formatThreshold(double share);
// Milliseconds with three figures, so that two that differ by a percent are not the same text.
QString formatThreeFigures(double ms);
// Decimals that give a number of this size four figures, from 0 to 4.
int decimalsForFourFigures(double ms);

// What both machines and builds are, or how they differ.
struct SameGround {
  bool same = true;
  QString words;  // "same machine, same build", "other processor: A, now B"
};
SameGround sameGround(const std::vector<SessionChange>& changes);

QString kindTitle(ChangeKind kind);               // "Parameter"
QString changeText(const SessionChange& change);  // as to_text(), with "to" for the arrow

// "result: identical", "result: PSNR 34.64 dB, SSIM 0.9740, mean ΔE2000 1.11, largest difference 0.259"
QString qualityText(const OutputQuality& quality, bool several_pictures);

}  // namespace lightbench::ui
