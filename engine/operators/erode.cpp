// erode: shrinks bright areas and removes small bright ones.
//
// Formula: the minimum of the samples under a flat square or disk.
// Shapes:  any size, channels and format; the samples stay in the input's format. Alpha passes.
// Params:  radius 0..500 px (0 is the identity); shape square (side 2r + 1) or disk (x² + y² ≤ r²).
// Border:  reflect101.
// Source:  J. Serra, Image Analysis and Mathematical Morphology, 1982, chapter II.
// Errors:  none.
#include "engine/operators/morphology.h"
#include "engine/operators/operators.h"

namespace lightbench {

OperatorDef erode_operator() {
  OperatorDef def = morphology_operator({Extremum::kMinimum});
  def.id = "erode";
  def.label = "Erode";
  def.summary = "Shrinks bright areas and removes small bright ones.";
  def.formula = "minimum over the element, per channel";
  def.source = "J. Serra, Image Analysis and Mathematical Morphology, 1982";
  def.search_words = {"minimum", "morphology", "shrink", "darken"};
  return def;
}

}  // namespace lightbench
