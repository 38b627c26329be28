#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/pytap.
# Made with pytest-tap 3.5, tap.py 3.2.1, pytest 9.2.0 (PyPI), Python 3.11.
# Runs in /srv/project/pytap, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/pytap && cp -R "$here/." /srv/project/pytap && cd /srv/project/pytap || exit 1
run() { pytest -p no:cacheprovider -c /dev/null --rootdir . "$@"; }
run --tap mixed.py green.py > "$out/mixed.tap"
run --tap --tap-log-passing-tests green.py > "$out/green.tap"
run --tap-combined --tap-outdir combined mixed.py
cp combined/testresults.tap "$out/combined.tap"
