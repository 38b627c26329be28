#!/bin/sh
# make.sh OUTDIR: made with jest-nunit-reporter 1.3.1 (npm), jest 30.5.2, node 20.20, installed by
# "npm install" in /srv/node. The names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/node/jest-nunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.js "$project" && cd "$project"
echo '{"name": "project", "jest": {"testResultsProcessor": "jest-nunit-reporter"}}' >package.json
for name in mixed green broken; do
    rm -f test-report.xml
    ../node_modules/.bin/jest --ci "$name.test.js" || true
    cp test-report.xml "$out/$name.xml"
done
sed -i -e 's/ os-version="[^"]*"/ os-version="linux"/g' -e "s/\b$(hostname)\b/host/g" -e "s/ user=\"[^\"]*\"/ user=\"user\"/g" "$out"/*.xml
