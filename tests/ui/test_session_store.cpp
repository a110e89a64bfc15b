// The library of recorded sessions: files that come, change and go, and what is wrong with some of them.
#include <QtTest>

#include "tests/engine/sample_session.h"
#include "ui/core/session_store.h"

using namespace lightbench;
using namespace lightbench::testing;
using namespace lightbench::ui;

namespace {

ProfileSession recordedAt(const char* time) {
  ProfileSession session = sample_session();
  session.recorded = time;
  return session;
}

void writeBytes(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray newerVersion() {
  QByteArray text = QByteArray::fromStdString(serialize_session(sample_session()));
  return text.replace("\"version\": 1,", "\"version\": 2, \"colour\": \"green\",");
}

}  // namespace

class TestSessionStore : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    store_ = std::make_unique<SessionStore>(folder_->filePath("sessions"));
  }

  void a_library_that_is_not_there_is_empty() {
    store_->refresh();
    QVERIFY(store_->sessions().empty());
    QVERIFY(!QFile::exists(store_->folder()));
  }

  void sessions_are_named_by_pipeline_and_time_and_never_overwritten() {
    QSignalSpy changed(store_.get(), &SessionStore::changed);
    const Result<QString> first = store_->add(sample_session());
    const Result<QString> second = store_->add(sample_session());
    QVERIFY(first && second);
    QCOMPARE(QFileInfo(*first).fileName(), QString("soft-2026-11-29-071500.json"));
    QCOMPARE(QFileInfo(*second).fileName(), QString("soft-2026-11-29-071500-2.json"));
    QCOMPARE(changed.count(), 2);
    const QByteArray before = bytesOf(*first);
    const Result<QString> taken = store_->add(recordedAt("2026-11-30T07:15:00Z"), *first);
    QVERIFY(!taken);
    QCOMPARE(taken.error().kind, ErrorKind::kInvalid);
    QCOMPARE(bytesOf(*first), before);
    QVERIFY(store_->find(*first)->loaded->session == sample_session());
  }

  void pictures_take_a_name_as_well() {
    const QDateTime time = QDateTime::fromString("2026-11-29T07:15:00Z", Qt::ISODate);
    const QString path = store_->newPath("Soft", time);
    QVERIFY(QDir().mkpath(SessionStore::picturesFolder(path)));
    QVERIFY(store_->newPath("Soft", time) != path);
  }

  void newest_first_and_unreadable_last() {
    QVERIFY(store_->add(recordedAt("2026-11-28T07:15:00Z")));
    QVERIFY(store_->add(recordedAt("2026-11-30T07:15:00Z")));
    QVERIFY(store_->add(recordedAt("2026-11-29T07:15:00Z")));
    const QByteArray whole = bytesOf(store_->sessions().front().path);
    writeBytes(store_->folder() + "/a.json", whole.left(whole.size() / 2));
    writeBytes(store_->folder() + "/b.txt", "not for this list");
    store_->refresh();
    QCOMPARE(store_->sessions().size(), size_t{4});
    for (int i = 0; i < 3; ++i) {
      QVERIFY(store_->sessions()[i].loaded->session.recorded.starts_with("2026-11-" + std::to_string(30 - i)));
    }
    QVERIFY(store_->sessions()[3].loaded == nullptr);
    QVERIFY2(store_->sessions()[3].problem.contains("ends early"), qPrintable(store_->sessions()[3].problem));
  }

  void unchanged_files_are_not_read_again() {
    const Result<QString> path = store_->add(sample_session());
    QVERIFY(path);
    const std::shared_ptr<const LoadedSession> before = store_->find(*path)->loaded;
    QSignalSpy changed(store_.get(), &SessionStore::changed);
    store_->refresh();
    QCOMPARE(changed.count(), 0);
    QCOMPARE(store_->find(*path)->loaded, before);
    // Written by another window.
    ProfileSession other = sample_session();
    other.notes = "another note";
    QVERIFY(save_session(other, path->toStdString()));
    store_->refresh();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(store_->find(*path)->loaded->session.notes, std::string("another note"));
    QVERIFY(QFile::remove(*path));
    store_->refresh();
    QCOMPARE(changed.count(), 2);
    QVERIFY(store_->find(*path) == nullptr);
  }

  void tags_and_notes_are_kept_in_the_file() {
    const Result<QString> path = store_->add(sample_session());
    QVERIFY(path);
    QVERIFY(store_->setTags(*path, {" fast ", "", "v12", "fast"}));
    QVERIFY(store_->setNotes(*path, "with ä\nand more"));
    SessionStore again(store_->folder());
    again.refresh();
    ProfileSession expected = sample_session();
    expected.tags = {"fast", "v12"};
    expected.notes = "with ä\nand more";
    QVERIFY(again.find(*path)->loaded->session == expected);
    // Of the same length, at once: the list follows.
    QVERIFY(store_->setTags(*path, {"slow", "v13"}));
    QCOMPARE(store_->find(*path)->loaded->session.tags, (std::vector<std::string>{"slow", "v13"}));
  }

  void what_a_newer_version_wrote_is_not_written_again() {
    QVERIFY(QDir().mkpath(store_->folder()));
    const QString path = store_->folder() + "/newer.json";
    writeBytes(path, newerVersion());
    store_->refresh();
    QVERIFY(store_->find(path)->loaded && store_->find(path)->loaded->newer_version);
    const Status tagged = store_->setTags(path, {"mine"});
    QVERIFY(!tagged);
    QVERIFY(tagged.error().message().find("newer version") != std::string::npos);
    QVERIFY(!store_->setNotes(path, "mine"));
    QCOMPARE(bytesOf(path), newerVersion());
  }

  void a_session_that_cannot_be_read_has_no_tags_to_set() {
    QVERIFY(QDir().mkpath(store_->folder()));
    const QString path = store_->folder() + "/broken.json";
    writeBytes(path, "{");
    store_->refresh();
    QVERIFY(!store_->setTags(path, {"mine"}));
    QCOMPARE(bytesOf(path), QByteArray("{"));
    QVERIFY(!store_->setTags(store_->folder() + "/none.json", {"mine"}));
    QVERIFY(store_->remove(path));
    QVERIFY(!QFile::exists(path));
  }

  void removed_with_its_pictures_and_nothing_else() {
    const Result<QString> path = store_->add(sample_session());
    const Result<QString> other = store_->add(sample_session());
    QVERIFY(path && other);
    QVERIFY(QDir().mkpath(SessionStore::picturesFolder(*path)));
    writeBytes(SessionStore::picturesFolder(*path) + "/A_1_result.png", "picture");
    QVERIFY(store_->remove(*path));
    QVERIFY(!QFile::exists(*path) && !QFile::exists(SessionStore::picturesFolder(*path)));
    QVERIFY(store_->find(*path) == nullptr && store_->find(*other) != nullptr);
    QVERIFY(!store_->remove(*path));
  }

  void imported_as_it_is_and_once() {
    const QString file = folder_->filePath("From elsewhere.json");
    writeBytes(file, newerVersion());
    const Result<QString> path = store_->import(file);
    QVERIFY(path);
    QCOMPARE(*path, store_->folder() + "/from-elsewhere.json");
    QCOMPARE(bytesOf(*path), newerVersion());
    QVERIFY(QFile::exists(file));
    const Result<QString> again = store_->import(file);
    QVERIFY(again);
    QCOMPARE(*again, *path);
    QCOMPARE(store_->sessions().size(), size_t{1});
    // Another one of the same name.
    QVERIFY(save_session(recordedAt("2027-01-01T00:00:00Z"), file.toStdString()));
    const Result<QString> another = store_->import(file);
    QVERIFY(another);
    QCOMPARE(*another, store_->folder() + "/from-elsewhere-2.json");
  }

  void what_is_no_session_is_not_imported() {
    const QString file = folder_->filePath("pipeline.json");
    writeBytes(file, R"({"format": "lightbench.pipeline", "version": 1})");
    const Result<QString> path = store_->import(file);
    QVERIFY(!path);
    QVERIFY(path.error().message().find("not a session") != std::string::npos);
    QVERIFY(!store_->import(folder_->filePath("none.json")));
    store_->refresh();
    QVERIFY(store_->sessions().empty());
  }

  void words_for_pipeline_and_date() {
    SessionVariant variant = sample_session().variants.front();
    QCOMPARE(pipelineTitle(variant), QString("Soft"));
    variant.pipeline_name.clear();
    QCOMPARE(pipelineTitle(variant), QString("soft"));
    variant.pipeline_path.clear();
    QCOMPARE(pipelineTitle(variant), QString("untitled"));
    qputenv("TZ", "UTC");
    QCOMPARE(recordedText(recordedAt("2026-11-29T07:15:00Z")), QString("2026-11-29 07:15"));
    QCOMPARE(recordedText(recordedAt("long ago")), QString("long ago"));
  }

 private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::unique_ptr<SessionStore> store_;
};

QTEST_GUILESS_MAIN(TestSessionStore)
#include "test_session_store.moc"
