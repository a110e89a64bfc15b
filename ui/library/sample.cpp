#include "ui/library/sample.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

#include "engine/base/atomic_file.h"
#include "engine/graph/pipeline_file.h"

// Outside the namespace: the resource of a static library has to be named once to be linked in.
static void initLibraryResource() { Q_INIT_RESOURCE(lightbench_library); }

namespace lightbench::ui {

QByteArray shippedFile(const QString& name) {
  initLibraryResource();
  QFile file(QStringLiteral(":/lightbench/") + name);
  LB_CHECK(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

QStringList shippedPresets() {
  initLibraryResource();
  QStringList names;
  const QStringList files =
      QDir(QStringLiteral(":/lightbench/presets")).entryList({QStringLiteral("*.lbp")}, QDir::Files, QDir::Name);
  for (const QString& file : files) names += QStringLiteral("presets/") + file;
  return names;
}

Result<QString> samplePicture() {
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sample");
  const QString path = folder + QStringLiteral("/sample.png");
  if (!QDir().mkpath(folder)) {
    return failed("the folder for the sample cannot be made", "folder " + folder.toStdString(),
                  "check that the folder above it can be written");
  }
  const QByteArray bytes = shippedFile(QStringLiteral("sample/sample.png"));
  QFile present(path);
  const bool current =
      present.size() == bytes.size() && present.open(QIODevice::ReadOnly) && present.readAll() == bytes;
  if (!current) {
    const Status written = write_file_atomically(path.toStdString(), bytes.toStdString());
    if (!written) return written.error();
  }
  return path;
}

Result<Graph> samplePipeline(const OperatorRegistry& registry) {
  Result<QString> picture = samplePicture();
  if (!picture) return picture.error();
  Result<LoadedPipeline> loaded =
      parse_pipeline(shippedFile(QStringLiteral("sample/sample.lbp")).toStdString(), "sample.lbp", registry);
  if (!loaded) return loaded.error();
  Graph graph = std::move(loaded->graph);
  graph.base_folder = QFileInfo(*picture).absolutePath().toStdString();
  return graph;
}

}  // namespace lightbench::ui
