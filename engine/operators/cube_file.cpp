#include "engine/operators/cube_file.h"

#include <charconv>
#include <cmath>
#include <deque>
#include <mutex>
#include <utility>

#include "engine/base/atomic_file.h"
#include "engine/operators/file_state.h"

namespace lightbench {
namespace {

constexpr size_t kKeptCubes = 4;

class CubeParser {
 public:
  CubeParser(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  Result<ColorCube> parse() {
    while (!text_.empty()) {
      const std::string_view line = next_line();
      if (line.empty() || line.front() == '#') continue;
      if (Status status = read_line(line); !status) return status.error();
    }
    if (cube_.side == 0) return wrong_file("has no LUT_3D_SIZE", "add LUT_3D_SIZE and the table, or use another file");
    if (cube_.entries.size() != expected_) {
      return wrong_file("ends after " + std::to_string(cube_.entries.size() / 4) + " of " +
                            std::to_string(expected_ / 4) + " entries",
                        "get the whole file");
    }
    for (size_t c = 0; c < 3; ++c) {
      if (!(cube_.low[c] < cube_.high[c])) {
        return wrong_file("has a domain whose minimum is not below its maximum", "mend DOMAIN_MIN and DOMAIN_MAX");
      }
    }
    return std::move(cube_);
  }

 private:
  std::string_view next_line() {
    ++line_;
    const size_t end = text_.find('\n');
    std::string_view line = text_.substr(0, end);
    text_ = end == std::string_view::npos ? std::string_view() : text_.substr(end + 1);
    if (line_ == 1 && line.substr(0, 3) == "\xef\xbb\xbf") line.remove_prefix(3);
    return trimmed(line);
  }

  static bool is_space(char letter) { return letter == ' ' || letter == '\t' || letter == '\r'; }
  static std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
  }

  static std::string_view take_word(std::string_view& rest) {
    size_t end = 0;
    while (end < rest.size() && !is_space(rest[end])) ++end;
    const std::string_view word = rest.substr(0, end);
    rest = trimmed(rest.substr(end));
    return word;
  }

  Status read_line(std::string_view line) {
    const char first = line.front();
    const bool number = (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.';
    if (number) return read_entry(line);
    std::string_view rest = line;
    const std::string_view keyword = take_word(rest);
    if (keyword == "TITLE") return {};
    if (keyword == "LUT_1D_SIZE" || keyword == "LUT_1D_INPUT_RANGE") {
      return wrong("is a 1D table, which lut3d does not apply", "use a file with LUT_3D_SIZE, or the curve node");
    }
    if (!cube_.entries.empty()) return wrong("has " + shown(keyword) + " after the first entry", "move it to the top");
    if (keyword == "LUT_3D_SIZE") return read_size(rest);
    if (keyword == "DOMAIN_MIN") return read_triple(rest, cube_.low);
    if (keyword == "DOMAIN_MAX") return read_triple(rest, cube_.high);
    if (keyword == "LUT_3D_INPUT_RANGE") {
      std::array<float, 2> range{};
      if (Status status = read_numbers(rest, range.data(), 2); !status) return status;
      cube_.low.fill(range[0]);
      cube_.high.fill(range[1]);
      return {};
    }
    return wrong("has " + shown(keyword) + ", which a .cube file does not know", "remove the line or use another file");
  }

  Status read_size(std::string_view rest) {
    int side = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), side);
    if (error != std::errc() || end != rest.data() + rest.size() || side < 2 || side > kLargestCubeSide) {
      return wrong("has LUT_3D_SIZE " + shown(rest), "use a size from 2 to " + std::to_string(kLargestCubeSide));
    }
    if (cube_.side != 0) return wrong("has a second LUT_3D_SIZE", "keep one");
    cube_.side = side;
    expected_ = 4 * static_cast<size_t>(side) * static_cast<size_t>(side) * static_cast<size_t>(side);
    return {};
  }

  Status read_triple(std::string_view rest, std::array<float, 3>& target) {
    return read_numbers(rest, target.data(), 3);
  }

  Status read_entry(std::string_view line) {
    if (cube_.side == 0) return wrong("has an entry before LUT_3D_SIZE", "put LUT_3D_SIZE first");
    if (cube_.entries.size() == expected_) {
      return wrong("has more than " + std::to_string(expected_ / 4) + " entries", "mend LUT_3D_SIZE or the table");
    }
    std::array<float, 3> color{};
    if (Status status = read_numbers(line, color.data(), 3); !status) return status;
    cube_.entries.insert(cube_.entries.end(), {color[0], color[1], color[2], 0.0f});
    return {};
  }

  Status read_numbers(std::string_view rest, float* target, size_t count) {
    const std::string_view whole = rest;
    for (size_t i = 0; i < count; ++i) {
      std::string_view word = take_word(rest);
      if (!word.empty() && word.front() == '+') word.remove_prefix(1);
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), target[i]);
      if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(target[i])) {
        return wrong("has " + shown(whole) + " where " + std::to_string(count) + " numbers belong", "mend the line");
      }
    }
    if (rest.empty()) return {};
    return wrong("has " + shown(whole) + " where " + std::to_string(count) + " numbers belong", "mend the line");
  }

  static std::string shown(std::string_view text) {
    std::string clean;
    for (const char letter : text.substr(0, 40)) clean += letter >= ' ' && letter < 127 ? letter : '?';
    return clean.empty() ? "nothing" : clean;
  }

  Error wrong(const std::string& what, const std::string& remedy) const {
    return invalid("line " + std::to_string(line_) + " " + what, "file " + name_ + ", line " + std::to_string(line_),
                   remedy);
  }
  Error wrong_file(const std::string& what, const std::string& remedy) const {
    return invalid("the table " + what, "file " + name_ + ", line " + std::to_string(line_), remedy);
  }

  std::string_view text_;
  const std::string& name_;
  int line_ = 0;
  ColorCube cube_;
  size_t expected_ = 0;
};

}  // namespace

Result<ColorCube> parse_cube(std::string_view text, const std::string& name) { return CubeParser(text, name).parse(); }

Result<std::shared_ptr<const ColorCube>> load_cube(const std::string& path) {
  using Cube = std::shared_ptr<const ColorCube>;
  static std::mutex mutex;
  static std::deque<std::pair<Hash128, Cube>> kept;

  Hasher hasher;
  hasher.text(path);
  add_file_state(path, hasher);
  const Hash128 key = hasher.finish();
  {
    const std::lock_guard lock(mutex);
    for (const auto& [held, cube] : kept) {
      if (held == key) return cube;
    }
  }
  const Result<std::string> text = read_file(path);
  if (!text) return text.error();
  Result<ColorCube> parsed = parse_cube(*text, path);
  if (!parsed) return parsed.error();
  Cube cube = std::make_shared<const ColorCube>(*std::move(parsed));
  const std::lock_guard lock(mutex);
  kept.emplace_front(key, cube);
  if (kept.size() > kKeptCubes) kept.pop_back();
  return cube;
}

}  // namespace lightbench
