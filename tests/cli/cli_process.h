// Runs lightbench-cli as a user and a script do, without a display, on small pipelines written on the spot.
#pragma once

#include <QtTest>

namespace lightbench::testing {

struct Outcome {
  int exit_code = -1;
  QByteArray out;
  QByteArray error;
  QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline Outcome run_cli(const QStringList& arguments, const QString& folder = {}) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.remove("DISPLAY");
  environment.remove("WAYLAND_DISPLAY");
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(LIGHTBENCH_CLI, arguments);
  if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit) return {};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

inline void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

// nodes and links without the frame around them.
inline QByteArray pipeline(const QByteArray& nodes, const QByteArray& links) {
  return "{\"format\": \"lightbench.pipeline\", \"version\": 1, \"name\": \"test\", \"nodes\": [" + nodes +
         "], \"links\": [" + links + "]}";
}

inline const QByteArray kPattern =
    R"({"id": "made", "type": "test_pattern", "params": {"width": 97, "height": 61, "kind": "noise"}})";

inline QByteArray pattern_chain(const QByteArray& middle, const QByteArray& type_and_params) {
  return pipeline(kPattern + ", {\"id\": \"" + middle + "\", " + type_and_params +
                      R"(}, {"id": "out", "type": "output", "params": {"path": "out.png"}})",
                  "{\"from\": \"made.image\", \"to\": \"" + middle + ".image\"}, {\"from\": \"" + middle +
                      ".image\", \"to\": \"out.image\"}");
}

}  // namespace lightbench::testing
