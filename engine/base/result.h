// Errors as values.
//
// Whatever data, a file or a user can cause is returned as an Error inside a Result, never thrown and never
// swallowed. An Error says what happened, where (file, node, port or parameter) and what to do about it; its
// kind decides the exit code of the command line. Broken invariants of the program itself are LB_CHECK.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lightbench {

enum class ErrorKind {
  kInvalid,    // wrong usage or an invalid file: exit code 2
  kFailed,     // the run itself failed: exit code 1
  kCancelled,  // somebody asked to stop; not shown as an error
};

struct Error {
  ErrorKind kind = ErrorKind::kFailed;
  std::string what;    // "radius is -1"
  std::string where;   // "node blur, parameter radius"; may be empty
  std::string remedy;  // "use a value from 0 to 1000"; may be empty
  std::string node;    // id of the node at fault; empty when no single node is

  // "<what> (<where>): <what to do>", on one line.
  std::string message() const;
};

inline Error invalid(std::string what, std::string where, std::string remedy, std::string node = {}) {
  return {ErrorKind::kInvalid, std::move(what), std::move(where), std::move(remedy), std::move(node)};
}
inline Error failed(std::string what, std::string where, std::string remedy, std::string node = {}) {
  return {ErrorKind::kFailed, std::move(what), std::move(where), std::move(remedy), std::move(node)};
}
// The same error laid at a node's door: `node` is set, and `where` begins with it.
Error at_node(Error error, const std::string& node);
inline Error cancelled() { return {ErrorKind::kCancelled, "cancelled", {}, {}, {}}; }

// A value or an Error. `value()` of a failed result is a broken invariant.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const {
    assert(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace lightbench

// A broken invariant of the program: prints where and stops. Never for what data or a user can cause.
#define LB_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::lightbench::check_failed(#condition, __FILE__, __LINE__))
