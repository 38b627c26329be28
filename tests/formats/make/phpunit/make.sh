#!/bin/sh
# make.sh OUTDIR: makes the files of tests/formats/corpus/phpunit.
# Made with phpunit 9.6.7-1+deb12u1 (Debian 12).
# Runs in /srv/project/phpunit, so that no path of the machine gets in.
set -u
mkdir -p "$1" && out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p /srv/project/phpunit && cp -R "$here/." /srv/project/phpunit && cd /srv/project/phpunit || exit 1
for name in Mixed Broken Green Big; do
  phpunit --do-not-cache-result --no-configuration --log-junit "$out/$(echo $name | tr '[:upper:]' '[:lower:]').xml" "${name}Test.php"
done
mkdir -p all && cp MixedTest.php BrokenTest.php GreenTest.php all
phpunit --do-not-cache-result --no-configuration --log-junit "$out/all.xml" all
