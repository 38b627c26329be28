#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/prove.
# Made with perl 5.36 (Test::More 1.302190, prove 3.44) and libtap-formatter-junit-perl 0.11-2 (Debian 12).
# Runs in /srv/project/prove, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/prove && cp -R "$here/." /srv/project/prove && cd /srv/project/prove || exit 1
for name in mixed green skipped dies bails toomany exits; do
  perl "$name.t" > "$out/$name.tap"
  prove --formatter TAP::Formatter::JUnit "$name.t" > "$out/$name.xml"
done
prove --merge --verbose --formatter TAP::Formatter::JUnit mixed.t green.t skipped.t dies.t toomany.t exits.t > "$out/all.xml"
