#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/nose2.
# Made with nose2 0.16.0 (PyPI; its own plugin junitxml), Python 3.11.
# Runs in /srv/project/nose2, so that no path of the machine gets in (sed sets Python's own folder).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/nose2 && cp -R "$here/." /srv/project/nose2 && cd /srv/project/nose2 || exit 1
for name in mixed green big no_such_module; do
  nose2 "$name"
  mv result.xml "$out/$name.xml"
done
mv "$out/no_such_module.xml" "$out/unimportable.xml"
sed -i "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" "$out"/*
