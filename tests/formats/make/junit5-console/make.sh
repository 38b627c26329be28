#!/bin/sh
# make.sh OUTDIR: made with Debian 12: junit5 5.9.2 (its console launcher), default-jdk-headless 17.
# The properties of the virtual machine are cut out (they name the machine), the host's name is replaced in hostname="".
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/junit5-console
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.java "$project" && cd "$project"
export LC_ALL=C.UTF-8
jars=$(ls /usr/share/java/junit-*.jar /usr/share/java/junit4.jar /usr/share/java/opentest4j.jar /usr/share/java/apiguardian-api.jar /usr/share/java/picocli.jar /usr/share/java/univocity-parsers.jar 2>/dev/null | tr '\n' ':')
javac -encoding UTF-8 -cp "$jars" -d classes ./*.java
for name in Mixed Green Broken; do
    java -cp "$jars:classes" org.junit.platform.console.ConsoleLauncher --disable-banner --reports-dir "$name" -c "${name}Tests" --details=tree || true
    for kind in jupiter vintage; do
        if [ -f "$name/TEST-junit-$kind.xml" ]; then cp "$name/TEST-junit-$kind.xml" "$out/$name-$kind.xml"; fi
    done
done
perl -0pi -e 's{<properties>.*?</properties>\n}{}gs; s/ hostname="[^"]*"/ hostname="host"/g' "$out"/*.xml
