#!/bin/sh
# make.sh OUTDIR: made with Debian 12: ghc 9.0.2, libghc-tasty-dev 1.4, libghc-tasty-hunit-dev, libghc-tasty-ant-xml-dev 1.1.8
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/tasty
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.hs "$project" && cd "$project"
export LC_ALL=C.UTF-8
ghc -v0 -threaded Mixed.hs
./Mixed mixed --xml="$out/mixed.xml" || true
./Mixed green --xml="$out/green.xml"
