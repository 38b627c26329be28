#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/robotframework.
# Made with robotframework 7.5 (PyPI), Python 3.11.
# Runs in /srv/project/robotframework, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/robotframework && cp -R "$here/." /srv/project/robotframework && cd /srv/project/robotframework || exit 1
run() { robot --output NONE --log NONE --report NONE "$@"; }
run --skip not-here --xunit "$out/mixed.xml" mixed.robot
run --xunit "$out/green.xml" suites/green.robot
run --xunit "$out/suites.xml" suites
run --xunit "$out/big.xml" big.robot
robot --output "$out/mixed.output.xml" --log NONE --report NONE --skip not-here mixed.robot
robot --output "$out/suites.output.xml" --log NONE --report NONE suites
robot --output "$out/green.output.xml" --log NONE --report NONE suites/green.robot
