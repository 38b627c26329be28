#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/subunit.
# Made with python-subunit 1.4.6 (subunit2junitxml), junitxml 0.7, testtools 2.9.1 (PyPI), Python 3.11.
# Runs in /srv/project/subunit, so that no path of the machine gets in (sed sets Python's own folder).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/subunit && cp -R "$here/." /srv/project/subunit && cd /srv/project/subunit || exit 1
for name in mixed green noisy no_such_module; do
  python -m subunit.run "$name" > "$name.subunit"
  subunit2junitxml < "$name.subunit" > "$out/$name.xml"
done
mv "$out/no_such_module.xml" "$out/unimportable.xml"
sed -i "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" "$out"/*
