#!/bin/sh
# make.sh OUTDIR: made with Debian 12: r-base-core 4.2.2, r-cran-testthat 3.1.6, r-cran-xml2. The host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/testthat
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.R "$project" && cd "$project"
export LC_ALL=C.UTF-8
for name in mixed green; do
    Rscript -e "testthat::test_file('test-$name.R', reporter = testthat::JunitReporter\$new(file = '$out/$name.xml'), stop_on_failure = FALSE)"
    Rscript -e "testthat::test_file('test-$name.R', reporter = testthat::TapReporter\$new(file = '$out/$name.tap'), stop_on_failure = FALSE)"
    Rscript -e "testthat::test_file('test-$name.R', reporter = 'check', stop_on_failure = FALSE)"
done
sed -i 's/ hostname="[^"]*"/ hostname="host"/' "$out"/*.xml
