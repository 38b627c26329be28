#!/bin/sh
# make.sh OUTDIR: made with Debian 12: libgtest-dev 1.12.1, g++ 12
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/googletest
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cc "$project" && cd "$project"
for name in mixed big green; do
    g++ -o "$name" "${name}_test.cc" -lgtest_main -lgtest -pthread
    ./"$name" --gtest_output="xml:$out/$name.xml" || true
done
./mixed --gtest_filter='Basics.*' --gtest_repeat=2 --gtest_output="xml:$out/repeat.xml" || true
./mixed --gtest_filter='Basics.passes:Basics.skips' --gtest_output="xml:$out/skips.xml"
