#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/vitest.
# Made with vitest 4.1.12, @d2t/vitest-ctrf-json-reporter 1.3.0 (npm), Node.js 20.
# The tools are expected in /srv/project/vitest/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/vitest && cp -R "$here/." /srv/project/vitest && cd /srv/project/vitest || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed colour green unloadable unhandled big; do
  vitest run "$name.test.js" --reporter=default --reporter=junit --reporter=json \
    --reporter=@d2t/vitest-ctrf-json-reporter --outputFile.junit="$out/$name.xml" --outputFile.json="$out/$name.json"
  NO_COLOR=1 vitest run "$name.test.js" --reporter=tap > "$out/$name.tap"
  NO_COLOR=1 vitest run "$name.test.js" --reporter=tap-flat > "$out/$name.flat.tap"
  mv ctrf/ctrf-report.json "$out/$name.ctrf.json"
done
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
