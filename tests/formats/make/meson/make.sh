#!/bin/sh
# make.sh OUTDIR [MESON [PREFIX]]: made with Debian 12: meson 1.0.1, ninja-build, libgtest-dev 1.12.1, g++ 12
# and, for new-*.xml, meson 1.12.1 (PyPI)
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
meson=${2:-meson}
before=${3:-}
project=/srv/meson
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/[!m]* "$(dirname "$0")"/meson* "$project" && cd "$project"
export LC_ALL=C.UTF-8
run() {
    "$meson" setup "$1" -Dgreen="$2" >/dev/null
    "$meson" test -C "$1" || true
    cp "$1/meson-logs/testlog.junit.xml" "$out/$before$1.xml"
}
run mixed false
run green true
