// lut3d and the .cube files it reads: values by hand, and what is said about files that are wrong.
#include "engine/operators/cube_file.h"
#include "tests/operators/operator_run.h"

using namespace lightbench;
using namespace lightbench::testing;

namespace {

// 2 samples a side; the colours of the cube's corners with red and blue exchanged.
const char* const kSwap =
    "# a comment\r\nTITLE \"swap\"\r\nLUT_3D_SIZE 2\r\n0 0 0\r\n0 0 1\r\n0 1 0\r\n0 1 1\r\n1 0 0\r\n1 0 1\r\n1 1 0\r\n"
    "1 1 1\r\n";

}  // namespace

class TestLut3d : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void corners_exchange_colours() {
    const Image picture = bench_.picture(33, 21, 4, SampleFormat::kF32);
    const Image result = bench_.run("lut3d", {{"path", written(kSwap)}}, {picture}).value().image;
    for (int c = 0; c < 4; ++c) {
      const int from = c == 0 ? 2 : c == 2 ? 0 : c;
      QVERIFY(largest_difference(matrix(result, c), matrix(picture, from)) < 1e-6);
    }
  }

  void the_domain_is_stretched_over_the_table() {
    const std::string path = written(std::string("DOMAIN_MIN -1 -1 -1\nDOMAIN_MAX 3 3 3\n") + kSwap);
    const Image picture = bench_.make(5, 1, 3, SampleFormat::kF32, [](int, int x, int) { return x * 2.0 - 3.0; });
    const Image result = bench_.run("lut3d", {{"path", path}}, {picture}).value().image;
    const double expected[] = {0, 0, 0.5, 1, 1};  // of -3, -1, 1, 3, 5
    for (int x = 0; x < 5; ++x) QCOMPARE(value_at(result, 1, x, 0), expected[x]);
  }

  void a_changed_file_is_another_table() {
    const std::string path = written(kSwap);
    const OperatorDef* def = bench_.registry.find("lut3d");
    Node node;
    node.id = "look";
    node.type = "lut3d";
    node.params["path"] = path;
    const Params params = Params::resolve(*def, node, 0, "").value();
    Hasher before, after;
    def->add_to_key(params, before);
    const Image picture = bench_.picture(9, 9, 3, SampleFormat::kF32);
    const Image swapped = bench_.run("lut3d", node.params, {picture}).value().image;
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("LUT_3D_SIZE 2\n0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n");
    file.close();
    def->add_to_key(params, after);
    QVERIFY(before.finish() != after.finish());
    const Image same = bench_.run("lut3d", node.params, {picture}).value().image;
    QVERIFY(largest_difference(matrix(same, 0), matrix(picture, 0)) < 1e-6);
    QVERIFY(largest_difference(matrix(swapped, 0), matrix(picture, 0)) > 0.01);
  }

  void wrong_files_are_named_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("what");
    const auto row = [](const char* name, const QByteArray& text, const char* what) {
      QTest::newRow(name) << text << QByteArray(what);
    };
    row("empty", "", "no LUT_3D_SIZE");
    row("1D", "TITLE \"x\"\nLUT_1D_SIZE 16\n", "line 2 is a 1D table");
    row("size 1", "LUT_3D_SIZE 1\n", "LUT_3D_SIZE 1");
    row("huge size", "LUT_3D_SIZE 100000\n", "from 2 to 256");
    row("size is no number", "LUT_3D_SIZE many\n", "LUT_3D_SIZE many");
    row("two sizes", "LUT_3D_SIZE 2\nLUT_3D_SIZE 3\n", "line 2 has a second LUT_3D_SIZE");
    row("cut off", "LUT_3D_SIZE 2\n0 0 0\n1 0 0\n", "ends after 2 of 8 entries");
    row("too long", QByteArray(kSwap) + "0 0 0\n", "line 12 has more than 8 entries");
    row("words", "LUT_3D_SIZE 2\n0 0 zero\n", "line 2 has 0 0 zero where 3 numbers belong");
    row("four numbers", "LUT_3D_SIZE 2\n0 0 0 0\n", "where 3 numbers belong");
    row("not a number", "LUT_3D_SIZE 2\nnan 0 0\n", "line 2 has nan");
    row("infinite", "LUT_3D_SIZE 2\n0 1e999 0\n", "where 3 numbers belong");
    row("empty domain", QByteArray("DOMAIN_MIN 1 0 0\n") + kSwap, "minimum is not below its maximum");
    row("unknown word", "LUT_4D_SIZE 2\n", "LUT_4D_SIZE");
    row("entry first", "0 0 0\nLUT_3D_SIZE 2\n", "before LUT_3D_SIZE");
    row("a picture", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "line 1");
  }

  void wrong_files_are_named() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, what);
    const std::string path = written(text.toStdString());
    const auto result = bench_.run("lut3d", {{"path", path}}, {bench_.picture(4, 4, 3)});
    QVERIFY(!result);
    const std::string message = result.error().message();
    QVERIFY2(QByteArray::fromStdString(message).contains(what), message.c_str());
    QVERIFY2(message.find(path) != std::string::npos, message.c_str());
    QVERIFY(!result.error().remedy.empty());
  }

  void missing_files_and_gray_pictures_are_refused() {
    const auto missing = bench_.run("lut3d", {{"path", std::string("/not/there.cube")}}, {bench_.picture(4, 4, 3)});
    QVERIFY(!missing);
    QVERIFY(missing.error().message().find("/not/there.cube") != std::string::npos);
    QVERIFY(!bench_.run("lut3d", {}, {bench_.picture(4, 4, 3)}));
    QVERIFY(!bench_.run("lut3d", {{"path", written(kSwap)}}, {bench_.picture(4, 4, 1)}));
  }

 private:
  std::string written(const std::string& text) {
    const QString path = folder_.filePath(QString("%1.cube").arg(++files_));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) file.write(text.data(), static_cast<qint64>(text.size()));
    return path.toStdString();
  }

  QTemporaryDir folder_;
  int files_ = 0;
  OperatorBench bench_;
};

QTEST_APPLESS_MAIN(TestLut3d)
#include "test_lut3d.moc"
