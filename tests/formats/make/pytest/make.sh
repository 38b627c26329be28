#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/pytest.
# Made with pytest 9.2.0, pytest-rerunfailures 16.7, pytest-json-ctrf 0.6.1 (PyPI), Python 3.11.
# Runs in /srv/project/pytest, so that no path of the machine gets in (sed sets Python's own folder); the host's name is set to "builder", as are the release and the version of the system.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/pytest && cp -R "$here/." /srv/project/pytest && cd /srv/project/pytest || exit 1
run() { pytest -p no:cacheprovider -c /dev/null --rootdir . "$@"; }
run mixed.py -o junit_family=xunit2 --junitxml "$out/mixed.xml" --ctrf "$out/mixed.ctrf.json"
run mixed.py -o junit_family=xunit1 -o junit_logging=all --junitxml "$out/mixed-xunit1.xml"
run green.py --junitxml "$out/green.xml" --ctrf "$out/green.ctrf.json"
run unimportable.py --junitxml "$out/unimportable.xml"
run subs.py --junitxml "$out/subtests.xml"
run big.py -o junit_logging=system-out --junitxml "$out/big.xml"
run green.py -k nothing_like_this --junitxml "$out/empty.xml"
sed -i -E "s/(\"os(Release|Version)\": )\"[^\"]*\"/\1\"builder\"/" "$out"/*.json
sed -i "s/hostname=\"[^\"]*\"/hostname=\"builder\"/" "$out"/*.xml
sed -i "s#/[^ \"&]*/lib/python3#/usr/lib/python3#g" "$out"/*
