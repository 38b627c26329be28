#!/bin/sh
# make.sh OUTDIR: made with Debian 12: maven 3.8.7, maven-debian-helper, libsurefire-java 2.22.3, junit4 4.13.2, default-jdk-headless 17.
# The properties of the virtual machine are cut out (they name the machine).
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/surefire
rm -rf "$project" && mkdir -p "$project" && cp -r "$(dirname "$0")"/pom.xml "$(dirname "$0")"/src "$project" && cd "$project"
export LC_ALL=C.UTF-8
mkdir -p target/classes target/test-classes
javac -encoding UTF-8 -cp /usr/share/java/junit4.jar -d target/test-classes src/test/java/*.java
mvn="mvn -B -o -s /etc/maven/settings-debian.xml org.apache.maven.plugins:maven-surefire-plugin:2.22.3:test"
$mvn
cp target/surefire-reports/TEST-MixedTest.xml "$out/mixed.xml"
cp target/surefire-reports/TEST-BrokenTest.xml "$out/broken.xml"
cp target/surefire-reports/TEST-GreenTest.xml "$out/green.xml"
rm -r target/surefire-reports
$mvn -Dsurefire.rerunFailingTestsCount=2 -Dtest=FlakyTest
cp target/surefire-reports/TEST-FlakyTest.xml "$out/reruns.xml"
rm -r target/surefire-reports
$mvn -Dsurefire.rerunFailingTestsCount=2 -Dtest='FlakyTest#steady+passesAt*'
cp target/surefire-reports/TEST-FlakyTest.xml "$out/flaky.xml"
perl -0pi -e 's{<properties>.*?</properties>\n}{}gs' "$out"/*.xml
