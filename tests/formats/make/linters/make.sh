#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/linters.
# Made with mypy 2.4.1, ruff 0.17.6 (PyPI), Python 3.11: checkers that write JUnit.
# Runs in /srv/project/linters, so that no path of the machine gets in (sed sets the host's name).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/linters && cp -R "$here/." /srv/project/linters && cd /srv/project/linters || exit 1
for name in red green; do
  mypy --no-incremental --cache-dir /dev/null --junit-xml "$out/mypy-$name.xml" "$name.py"
  ruff check --no-cache --isolated --output-format junit "$name.py" > "$out/ruff-$name.xml"
done
cp broken.txt broken.py
mypy --no-incremental --cache-dir /dev/null --junit-xml "$out/mypy-broken.xml" broken.py
ruff check --no-cache --isolated --output-format junit broken.py > "$out/ruff-broken.xml"
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
