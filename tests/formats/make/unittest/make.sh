#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/unittest.
# Made with unittest-xml-reporting 4.0.0 (PyPI), Python 3.11.
# Runs in /srv/project/unittest, so that no path of the machine gets in (sed sets Python's own folder).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/unittest && cp -R "$here/." /srv/project/unittest && cd /srv/project/unittest || exit 1
for name in mixed green big no_such_module; do
  python -m xmlrunner --output-file "$out/$name.xml" "$name"
done
mv "$out/no_such_module.xml" "$out/unimportable.xml"
sed -i "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" "$out"/*
