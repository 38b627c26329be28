#!/bin/sh
# make.sh OUTDIR: made with Debian 12: qtbase5-dev 5.15.8, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/qttest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cpp "$project" && cd "$project"
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
build() {
    /usr/lib/qt5/bin/moc $2 -o mixed.moc mixed.cpp
    g++ -fPIC $2 -o "$1" mixed.cpp -I. $(pkg-config --cflags --libs Qt5Test Qt5Core)
}
build mixed ""
build green -DGREEN
for name in mixed green; do
    ./"$name" -o "$out/$name.xml,junitxml" -o "$out/$name.tap,tap" -o -,txt || true
done
