#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/newman.
# Made with newman 6.2.2 (npm), Node.js 20.
# The tools are expected in /srv/project/newman/node_modules; it runs there, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/newman && cp -R "$here/." /srv/project/newman && cd /srv/project/newman || exit 1
PATH=$PWD/node_modules/.bin:$PATH
node server.js 18734 &
server=$!
sleep 2
for name in mixed green; do
  newman run "$name.json" --color off --reporters cli,junit --reporter-junit-export "$out/$name.xml"
done
kill "$server"
