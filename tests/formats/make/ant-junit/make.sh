#!/bin/sh
# make.sh OUTDIR: made with Debian 12: ant 1.10.13, ant-optional, junit4 4.13.2, default-jdk-headless 17.
# The properties of the virtual machine are cut out (they name the machine), the host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/ant-junit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.java "$(dirname "$0")"/*.xml "$project" && cd "$project"
LC_ALL=C.UTF-8 ant -q
cp out/TEST-*.xml out/TESTS-TestSuites.xml "$out"
perl -0pi -e 's{<properties>.*?</properties>\n}{}gs; s/ hostname="[^"]*"/ hostname="host"/g' "$out"/*.xml
