#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/node.
# Made with Node.js 20.20.2 (its own test runner).
# Runs in /srv/project/node, so that no path of the machine gets in (sed sets the host's name).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/node && cp -R "$here/." /srv/project/node && cd /srv/project/node || exit 1
for name in mixed illegal green unloadable exits big; do
  node --test --test-reporter=junit --test-reporter-destination="$out/$name.xml" "$name.mjs"
  node --test --test-reporter=tap --test-reporter-destination="$out/$name.tap" "$name.mjs"
done
node --test --test-reporter=tap mixed.mjs green.mjs > "$out/two-files.tap"
node --test --test-reporter=spec mixed.mjs
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
