#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/behave.
# Made with behave 1.3.3 (PyPI), Python 3.11. behave names its files TESTS-feature.xml.
# Runs in /srv/project/behave, so that no path of the machine gets in; sed sets Python's own folder and the host's name.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/behave && cp -R "$here/." /srv/project/behave && cd /srv/project/behave || exit 1
for name in mixed green hooks colour big; do
  behave --junit --junit-directory reports --tags "not @skip" "features/$name.feature"
  mv "reports/TESTS-$name.xml" "$out/$name.xml"
done
sed -i -e "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" -e "s/hostname=\"[^\"]*\"/hostname=\"builder\"/" "$out"/*.xml
