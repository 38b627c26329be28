#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/lab.
# Made with @hapi/lab 26.0.1, @hapi/code 9.0.3 (npm), Node.js 20.
# The tools are expected in /srv/project/lab/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/lab && cp -R "$here/." /srv/project/lab && cd /srv/project/lab || exit 1
PATH=$PWD/node_modules/.bin:$PATH
for name in mixed green; do
  lab --leaks --reporter console --output stdout --reporter junit --output "$out/$name.xml" --reporter tap --output "$out/$name.tap" "$name.js"
done
lab --leaks --reporter tap --output "$out/hooks.tap" hooks.js
