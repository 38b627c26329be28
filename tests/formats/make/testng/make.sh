#!/bin/sh
# make.sh OUTDIR: made with Debian 12: testng 6.9.12, default-jdk-headless 17. The host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/testng
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.java "$project" && cd "$project"
export LC_ALL=C.UTF-8
jars="/usr/share/java/testng.jar:/usr/share/java/jcommander.jar:/usr/share/java/bsh.jar:/usr/share/java/snakeyaml.jar"
javac -encoding UTF-8 -cp "$jars" -d classes ./*.java
for name in Mixed Green; do
    java -Dfile.encoding=UTF-8 -cp "$jars:classes" org.testng.TestNG -d "$name" -testclass "${name}Test" || true
    cp "$name/junitreports/TEST-${name}Test.xml" "$out/$name.xml"
    cp "$name/testng-results.xml" "$out/$name-testng-results.xml"
done
sed -i 's/ hostname="[^"]*"/ hostname="host"/' "$out"/*.xml
