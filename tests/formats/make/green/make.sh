#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/green.
# Made with green 4.0.2 (PyPI), Python 3.11.
# Runs in /srv/project/green, so that no path of the machine gets in (sed sets Python's own folder).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/green && cp -R "$here/." /srv/project/green && cd /srv/project/green || exit 1
for name in mixed allgood; do
  green -s 1 -vv --junit-report "$out/$name.xml" "$name"
done
sed -i "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" "$out"/*
