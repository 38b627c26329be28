// 10 tests and the two around them: 5 pass, 2 fail, 1 fails as expected, 1 passes unexpectedly, 1 is skipped.
#include <QtTest>

class Mixed : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {}
  void passes() { QCOMPARE(1 + 1, 2); }
  void prints() { qDebug("\x1b[32mcoloured\x1b[0m <out> größe & ]]>"); }
#ifndef GREEN
  void fails() { QCOMPARE(QString::fromUtf8("größe <&> ]]> \xF0\x9F\x90\xA7"), QString("a & b")); }
  void failsWithWords() { QFAIL("said <no> & \"left\""); }
  void skips() { QSKIP("no <network>"); }
  void failsAsExpected() { QEXPECT_FAIL("", "not yet", Continue); QCOMPARE(1, 2); }
  void passesUnexpectedly() { QEXPECT_FAIL("", "not yet", Continue); QCOMPARE(2, 2); }
  void has_data() {
    QTest::addColumn<QString>("word");
    QTest::newRow("one") << "one";
    QTest::newRow("a <b> & c") << "";
  }
  void has() { QFETCH(QString, word); QVERIFY(!word.isEmpty()); }
#endif
};
QTEST_MAIN(Mixed)
#include "mixed.moc"
