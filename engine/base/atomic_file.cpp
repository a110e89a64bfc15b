#include "engine/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace lightbench {
namespace {

Error io_error(const char* action, const std::string& path, int code) {
  std::string remedy = "check the path and its permissions";
  if (code == ENOSPC || code == EDQUOT) remedy = "free some disk space";
  if (code == ENOENT) remedy = "create the folder first or choose another path";
  if (code == EISDIR) remedy = "name a file, not a folder";
  return failed(std::string("cannot ") + action + " " + path + ": " + std::strerror(code), "file " + path, remedy);
}

// Closes on scope exit unless closed before.
struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  int close() {
    const int result = ::close(fd);
    fd = -1;
    return result;
  }
};

}  // namespace

Result<std::string> read_file(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0) {
    const int code = errno;
    return invalid(std::string("cannot read ") + path + ": " + std::strerror(code), "file " + path,
                   code == ENOENT ? "check the path" : "check its permissions");
  }
  struct stat status {};
  ::fstat(file.fd, &status);
  if (S_ISDIR(status.st_mode)) return invalid(path + " is a folder", "file " + path, "name a file");
  std::string bytes;
  bytes.reserve(static_cast<size_t>(status.st_size) + 1);
  char chunk[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.fd, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0)
      return invalid("cannot read " + path + ": " + std::strerror(errno), "file " + path, "check the disk");
    if (count == 0) return bytes;
    bytes.append(chunk, static_cast<size_t>(count));
  }
}

Status write_file_atomically(const std::string& path, std::string_view bytes) {
  static std::atomic<unsigned> serial{0};
  // A link is followed, so that the file behind it is replaced rather than the link.
  std::error_code ignored;
  std::string target = path;
  if (std::filesystem::is_symlink(path, ignored)) {
    const auto resolved = std::filesystem::weakly_canonical(path, ignored);
    if (!ignored) target = resolved.string();
  }
  if (std::filesystem::is_directory(target, ignored)) return io_error("write", path, EISDIR);
  struct stat existing {};
  const bool replaces = ::stat(target.c_str(), &existing) == 0;
  if (replaces && ::access(target.c_str(), W_OK) != 0) return io_error("write", path, errno);
  // A device or a pipe cannot be replaced by a rename: write through it.
  const bool direct = replaces && !S_ISREG(existing.st_mode);
  const std::string temporary =
      direct ? target : target + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(serial.fetch_add(1));
  Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (direct ? 0 : O_EXCL), 0666)};
  if (file.fd < 0) return io_error("write", path, errno);
  const auto fail = [&](const char* action) -> Status {
    const int code = errno;
    if (!direct) ::unlink(temporary.c_str());
    return io_error(action, path, code);
  };
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(file.fd, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("write");
    written += static_cast<size_t>(count);
  }
  if (direct) return {};
  if (replaces) ::fchmod(file.fd, existing.st_mode & 07777);
  if (::fsync(file.fd) != 0) return fail("sync");
  if (file.close() != 0) return fail("close");
  if (::rename(temporary.c_str(), target.c_str()) != 0) return fail("rename");
  const std::string folder = std::filesystem::path(target).parent_path().string();
  Descriptor directory{::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd >= 0) ::fsync(directory.fd);
  return {};
}

}  // namespace lightbench
