#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/jasmine.
# Made with jasmine 7.0.0, jasmine-reporters 2.5.2 (npm), Node.js 20.
# The tools are expected in /srv/project/jasmine/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/jasmine && cp -R "$here/." /srv/project/jasmine && cd /srv/project/jasmine || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed colour cdata green; do
  node report.js "$out" "$name" > "$out/$name.tap"
done
jasmine spec/mixed.js
