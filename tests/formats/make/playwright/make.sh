#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/playwright.
# Made with @playwright/test 1.65.1, playwright-ctrf-json-reporter 0.0.29 (npm), Node.js 20; no browser is needed.
# The tools are expected in /srv/project/playwright/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/playwright && cp -R "$here/." /srv/project/playwright && cd /srv/project/playwright || exit 1
PATH=$PWD/node_modules/.bin:$PATH
export PLAYWRIGHT_HTML_OPEN=never
run() {
  name=$1; shift
  PLAYWRIGHT_JUNIT_OUTPUT_NAME="$out/$name.xml" playwright test --reporter=list,junit,playwright-ctrf-json-reporter "$@"
  mv ctrf/ctrf-report.json "$out/$name.ctrf.json"
}
RETRIES=2 run mixed mixed --project=first
PLAYWRIGHT_JUNIT_INCLUDE_RETRIES=1 RETRIES=2 run retries mixed --project=first
run green green --project=first
run projects green mixed
run unloadable unloadable green --project=first
run big big --project=first
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
