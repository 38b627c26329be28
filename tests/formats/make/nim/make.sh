#!/bin/sh
# make.sh OUTDIR: made with Debian 12: nim 1.6.10. Only who closes the formatter gets a whole document.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/nim
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.nim "$project" && cd "$project"
build() {
    name=$1
    shift
    nim c --hints:off --nimcache:"cache-$name" "$@" -o:"$name" mixed.nim
    ./"$name" || true
    cp out.xml "$out/$name.xml"
}
build mixed
build green -d:green
build unclosed -d:green -d:unclosed
