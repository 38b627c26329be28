#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/bats.
# Made with bats 1.8.2-1 (Debian 12).
# Runs in /srv/project/bats, so that no path of the machine gets in (sed sets the host's name).
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/bats && cp -R "$here/." /srv/project/bats && cd /srv/project/bats || exit 1
for name in mixed colour green broken unreadable big; do
  bats --formatter junit "$name.bats" > "$out/$name.xml"
  bats --formatter tap "$name.bats" > "$out/$name.tap"
  bats --formatter tap13 --timing "$name.bats" > "$out/$name.tap13.tap"
done
bats --formatter junit mixed.bats green.bats broken.bats > "$out/all.xml"
bats --formatter tap mixed.bats green.bats broken.bats > "$out/all.tap"
sed -i 's/hostname="[^"]*"/hostname="builder"/' "$out"/*.xml
