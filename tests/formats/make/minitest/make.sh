#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/minitest.
# Made with ruby-minitest 5.17.0, ruby-minitest-reporters 1.0.19 (Debian 12), Ruby 3.1.
# Runs in /srv/project/minitest, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/minitest && cp -R "$here/." /srv/project/minitest && cd /srv/project/minitest || exit 1
for name in mixed green; do
  rm -rf reports
  ruby "$name.rb" --seed 42
  mv reports/*.xml "$out/$name.xml" # one file: this version takes every class for Minitest::Result
done
