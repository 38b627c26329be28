#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/mocha.
# Made with mocha 11.8.0, mocha-junit-reporter 2.2.1, mocha-ctrf-json-reporter 0.0.11 (npm), Node.js 20.
# The tools are expected in /srv/project/mocha/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/mocha && cp -R "$here/." /srv/project/mocha && cd /srv/project/mocha || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed colour flaky green big; do
  MOCHA_FILE="$out/$name.xml" mocha --reporter mocha-junit-reporter "$name.js"
  mocha --reporter json "$name.js" > "$out/$name.json"
  mocha --reporter tap "$name.js" > "$out/$name.tap"
  mocha --reporter tap --reporter-option tapVersion=13 "$name.js" > "$out/$name.tap13.tap"
  mocha --reporter xunit "$name.js" > "$out/$name.xunit-reporter.xml"
  mocha --reporter mocha-ctrf-json-reporter "$name.js"; mv ctrf/ctrf-report.json "$out/$name.ctrf.json"
done
mocha --reporter spec mixed.js
