// Small helpers that the sources of FaceMaker share.
#pragma once

#include <QString>

#include <string_view>

#include "ui/editor/node_face.h"

namespace lightbench::ui {

inline QString fromEngine(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

inline double milliseconds(int64_t ns) { return static_cast<double>(ns) / 1e6; }

inline QString sentence(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

inline void setWord(NodeFace& face, const QString& word, const QString& note = {}) {
  face.state = FaceState::kWord;
  face.reading = word;
  face.note = note;
}

}  // namespace lightbench::ui
