// close: fills small dark holes.
//
// Formula: erode(dilate(v)) with the same flat square or disk.
// Shapes:  any size, channels and format; the samples stay in the input's format. Alpha passes.
// Params:  radius 0..500 px (0 is the identity); shape square (side 2r + 1) or disk (x² + y² ≤ r²).
// Border:  reflect101, of the input and of what lies between the two steps.
// Source:  J. Serra, Image Analysis and Mathematical Morphology, 1982, chapter II.
// Errors:  none.
#include "engine/operators/morphology.h"
#include "engine/operators/operators.h"

namespace lightbench {

OperatorDef close_operator() {
  OperatorDef def = morphology_operator({Extremum::kMaximum, Extremum::kMinimum});
  def.id = "close";
  def.label = "Close";
  def.summary = "Fills dark holes smaller than the element and keeps the rest in place.";
  def.formula = "erode(dilate(v)), per channel";
  def.border = "reflect101, in both steps";
  def.source = "J. Serra, Image Analysis and Mathematical Morphology, 1982";
  def.search_words = {"morphology", "closing", "hole", "gap"};
  return def;
}

}  // namespace lightbench
