#!/bin/sh
# make.sh OUTDIR: made with jest-xunit 1.0.11 (npm), jest 30.5.2, node 20.20, installed by
# "npm install" in /srv/node. The names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/jest-xunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
echo '{"name": "project", "jest": {"reporters": ["default", ["jest-xunit", {"filename": "out.xml"}]]}}' >package.json
for name in mixed green broken; do
    rm -f out.xml
    ../node_modules/.bin/jest --ci "$name.test.js" || true
    cp out.xml "$out/$name.xml"
done
sed -i -e "s/\b$(hostname)\b/host/g" "$out"/*.xml
