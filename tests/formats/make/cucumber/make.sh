#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/cucumber.
# Made with @cucumber/cucumber 12.9.0 (npm; its own formatter junit), Node.js 20.
# The tools are expected in /srv/project/cucumber/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/cucumber && cp -R "$here/." /srv/project/cucumber && cd /srv/project/cucumber || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green hooks; do
  cucumber-js --retry 2 --retry-tag-filter @flaky --require 'features/steps/*.js' --format "junit:$name.xml" --format summary "features/$name.feature"
  mv "$name.xml" "$out/$name.xml"
done
