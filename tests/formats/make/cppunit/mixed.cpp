// 5 tests: 2 pass, 2 fail, 1 ends by an exception (error). With GREEN, the 2.
#include <cppunit/BriefTestProgressListener.h>
#include <cppunit/CompilerOutputter.h>
#include <cppunit/TestResult.h>
#include <cppunit/TestResultCollector.h>
#include <cppunit/TestRunner.h>
#include <cppunit/XmlOutputter.h>
#include <cppunit/extensions/HelperMacros.h>
#include <cppunit/extensions/TestFactoryRegistry.h>

#include <fstream>
#include <iostream>
#include <stdexcept>

class Mixed : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(Mixed);
  CPPUNIT_TEST(passes);
  CPPUNIT_TEST(prints);
#ifndef GREEN
  CPPUNIT_TEST(fails);
  CPPUNIT_TEST(failsWithWords);
  CPPUNIT_TEST(throws);
#endif
  CPPUNIT_TEST_SUITE_END();

 public:
  void passes() { CPPUNIT_ASSERT_EQUAL(2, 1 + 1); }
  void prints() { std::cout << "\x1b[32mcoloured\x1b[0m <out>\n"; }
  void fails() { CPPUNIT_ASSERT_EQUAL(std::string("größe <&> \"quoted\" ]]> \xF0\x9F\x90\xA7"), std::string("\x1b[31mred\x1b[0m")); }
  void failsWithWords() { CPPUNIT_ASSERT_MESSAGE("the <penguin> & co", 1 == 2); }
  void throws() { throw std::runtime_error("out of <memory> & luck"); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(Mixed);

int main(int, char **words) {
  CppUnit::TestResult controller;
  CppUnit::TestResultCollector result;
  controller.addListener(&result);
  CppUnit::TestRunner runner;
  runner.addTest(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
  runner.run(controller);
  std::ofstream file(words[1]);
  CppUnit::XmlOutputter(&result, file, "UTF-8").write();
  CppUnit::CompilerOutputter(&result, std::cerr).write();
  return !result.wasSuccessful();
}
