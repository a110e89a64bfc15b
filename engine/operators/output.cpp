// output: the picture as a file.
//
// Formula: samples rounded to the file's depth, to nearest, clamped for integers
// Shapes:  any picture in, nothing out; output_file.h writes it.
// Params:  path (its extension chooses the format); quality 1..100 of lossy formats; depth auto (as the picture came,
//          or the nearest the format has), 8, 16, float.
// Border:  none.
// Source:  the format's own library (engine/image/codecs).
// Errors:  no path, unknown extension, a depth that the format cannot hold, an unwritable path.
#include "engine/operators/operators.h"

namespace lightbench {

OperatorDef output_operator() {
  OperatorDef def;
  def.id = "output";
  def.label = "Output";
  def.category = Category::kInOut;
  def.footprint = Footprint::kSink;
  def.outputs = {};
  def.params = {
      path_param("path", "File", "Pictures (*.png *.jpg *.jpeg *.tif *.tiff *.webp *.exr)", true,
                 "The file to write; its extension chooses the format. A relative path starts at the pipeline file."),
      integer_param("quality", "Quality", 95, 1, 100, 50, 100, "", "Of lossy formats; higher is better and larger."),
      choice_param("depth", "Depth", {"auto", "8", "16", "float"},
                   "Bits a sample; auto keeps the depth the picture came with, as far as the format can.")};
  def.summary = "Writes the picture to a file when the pipeline runs.";
  def.formula = "Samples rounded to the file's depth, to nearest; integers are clamped";
  def.shapes = "Any picture in, a file out. Errors: no path, unknown extension, a depth the format cannot hold.";
  def.source = "The format's own library";
  def.search_words = {"save", "write", "export", "file", "result"};
  // A sink has no result of its own: what it shows is its input.
  def.infer = [](const InferArgs&) -> Result<std::vector<ImageSpec>> { return std::vector<ImageSpec>{}; };
  return def;
}

}  // namespace lightbench
