// Trends in words: their lines, points and steps.
#pragma once

#include <QString>

#include "engine/profile/trend.h"
#include "ui/profile/sentence_list.h"

namespace lightbench::ui {

QString trendTitle(const Trend& trend);                        // "Soft, photo.png (14)"
QString trendGround(const Trend& trend);                       // "Some processor"
QString pointTime(const TrendPoint& point);                    // "2026-11-29 08:15", in local time
QString pointWords(const TrendPoint& point);                   // time, median and spread, version, notes, file
QString stepWords(const Trend& trend, const TrendStep& step);  // "Slower by 39.8 % on 2026-11-06: 10.1 to 14.1 ms"
// The steps, newest first, each with what changed there.
std::vector<Sentence> stepSentences(const Trend& trend);

}  // namespace lightbench::ui
