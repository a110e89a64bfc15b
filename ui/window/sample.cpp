#include "ui/window/sample.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include "engine/base/atomic_file.h"
#include "engine/graph/pipeline_file.h"

// A static library's resources register only when asked to, from outside any namespace.
static void initSampleResource() { Q_INIT_RESOURCE(lightbench_sample); }

namespace lightbench::ui {

namespace {

QByteArray carried(const char* name) {
  QFile file(QStringLiteral(":/lightbench/sample/") + QLatin1String(name));
  LB_CHECK(file.open(QIODevice::ReadOnly));  // linked into the program
  return file.readAll();
}

}  // namespace

Result<Graph> samplePipeline(const OperatorRegistry& registry) {
  initSampleResource();
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sample");
  const QString picture = folder + QStringLiteral("/sample.png");
  const QByteArray bytes = carried("sample.png");
  if (!QDir().mkpath(folder)) {
    return failed("the folder cannot be made", "folder " + folder.toStdString(), "make it, or free some space");
  }
  if (QFile present(picture); present.size() != bytes.size()) {
    const Status status = write_file_atomically(picture.toStdString(), bytes.toStdString());
    if (!status) return status.error();
  }
  Result<LoadedPipeline> loaded = parse_pipeline(carried("sample.lbp").toStdString(), "sample.lbp", registry);
  if (!loaded) return loaded.error();
  loaded->graph.base_folder = folder.toStdString();
  return std::move(loaded->graph);
}

}  // namespace lightbench::ui
