#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/jest.
# Made with jest 30.5.2, jest-junit 17.0.0, jest-ctrf-json-reporter 0.0.11 (npm), Node.js 20.
# The tools are expected in /srv/project/jest/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/jest && cp -R "$here/." /srv/project/jest && cd /srv/project/jest || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed colour flaky green unloadable empty big; do
  JEST_JUNIT_OUTPUT_FILE="$out/$name.xml" jest --ci --json --outputFile "$out/$name.json" "$name.js"
  mv ctrf/ctrf-report.json "$out/$name.ctrf.json"
done
JEST_JUNIT_OUTPUT_FILE="$out/all.xml" JEST_JUNIT_ADD_FILE_ATTRIBUTE=true JEST_JUNIT_INCLUDE_CONSOLE_OUTPUT=true \
  jest --ci --json --outputFile "$out/all.json" mixed flaky green unloadable
