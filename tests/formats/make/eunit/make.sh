#!/bin/sh
# make.sh OUTDIR: made with Debian 12: erlang-base 25.2.3, erlang-eunit
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/eunit
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.erl "$project" && cd "$project"
for name in mixed green cancelled; do
    erlc "${name}_tests.erl"
    erl -noshell +pc unicode -eval "eunit:test(${name}_tests, [verbose, {report, {eunit_surefire, [{dir, \".\"}]}}]), halt()."
    cp "TEST-${name}_tests.xml" "$out/$name.xml"
done
