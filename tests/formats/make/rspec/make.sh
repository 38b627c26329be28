#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/rspec.
# Made with ruby-rspec 3.12.0, ruby-rspec-junit-formatter 0.4.1 (Debian 12), Ruby 3.1.
# Runs in /srv/project/rspec, so that no path of the machine gets in (sed sets the host's name).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/rspec && cp -R "$here/." /srv/project/rspec && cd /srv/project/rspec || exit 1
for name in mixed after_all green unloadable big; do
  rspec --format progress --format json --out "$out/$name.json" --require rspec_junit_formatter --format RspecJunitFormatter --out "$out/$name.xml" "./$name.rb"
done
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
