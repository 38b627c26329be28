#!/bin/sh
# make.sh OUTDIR: made with Debian 12: erlang-base 25.2.3, erlang-common-test. The host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/common-test
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.erl "$project" && cd "$project"
for name in mixed green; do
    mkdir "logs-$name"
    ct_run -noshell -logdir "logs-$name" -suite "${name}_SUITE" -ct_hooks cth_surefire '[{path,"report.xml"}]' || true
    cp "$(find "logs-$name" -name report.xml | head -1)" "$out/$name.xml"
done
sed -i -e 's/ hostname="[^"]*"/ hostname="host"/' -e 's/ct@[A-Za-z0-9_.-]*/ct@host/g' "$out"/*.xml
