#!/bin/sh
# make.sh OUTDIR: made with jest-trx-results-processor 3.0.2 (npm), jest 30.5.2, node 20.20, installed by
# "npm install" in /srv/node. The names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/jest-trx
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
echo '{"name": "project", "jest": {"reporters": ["default", ["jest-trx-results-processor", {"outputFile": "out.trx"}]]}}' >package.json
for name in mixed green broken; do
    rm -f out.trx
    ../node_modules/.bin/jest --ci "$name.test.js" || true
    cp out.trx "$out/$name.trx"
done
sed -i -e "s/\b$(hostname)\b/host/g" -e "s/\b$(id -un)\b/user/g" "$out"/*.trx
