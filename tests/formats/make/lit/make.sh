#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/lit.
# Made with lit 23.1.5 (PyPI), Python 3.11.
# Runs in /srv/project/lit, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/lit && cp -R "$here/." /srv/project/lit && cd /srv/project/lit || exit 1
rm -rf tests/Output
lit --order=lexical --xunit-xml-output "$out/mixed.xml" tests
rm -rf tests/Output
lit --order=lexical --filter 'passes|xfail|unsupported|flaky' --xunit-xml-output "$out/green.xml" tests
