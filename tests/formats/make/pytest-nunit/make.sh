#!/bin/sh
# make.sh OUTDIR: made with pytest-nunit 1.0.7, pytest (PyPI), python 3.11. The folder of the program and the names of the user and of the machine are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/pytest-nunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.py "$project" && cd "$project"
for name in mixed green; do
    pytest -p no:cacheprovider --nunit-xml="$name.xml" "${name}_tests.py" || true
    cp "$name.xml" "$out"
done
sed -i -e 's/ os-version="[^"]*"/ os-version="linux"/g' -e "s#<command-line>[^ ]*/#<command-line>#" -e "s/\b$(hostname)\b/host/g" -e "s/ user=\"[^\"]*\"/ user=\"user\"/g" "$out"/*.xml
