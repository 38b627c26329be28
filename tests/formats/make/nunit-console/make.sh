#!/bin/sh
# make.sh OUTDIR: made with Debian 12: nunit-console 2.6.4, libnunit-cil-dev, mono-mcs 6.8.
# The names of the user and of the machine in <environment> are replaced.
set -eu
out=$(mkdir -p "$1" && cd "$1" && pwd)
project=/srv/nunit-console
rm -rf "$project" && mkdir -p "$project" && cp "$(dirname "$0")"/*.cs "$project" && cd "$project"
export LC_ALL=C.UTF-8
cp "$(dpkg -L libnunit-framework2.6.3-cil | grep 'nunit.framework.dll$' | head -1)" .
for name in Mixed Green; do
    mcs -target:library -r:nunit.framework.dll -out:"$name.dll" "$name.cs"
    nunit-console -nologo -nodots -xml="$out/$name.xml" "$name.dll" || true
done
sed -i -e 's/ os-version="[^"]*"/ os-version="linux"/g' -e 's/ machine-name="[^"]*"/ machine-name="host"/' -e 's/ user="[^"]*"/ user="user"/' -e 's/ user-domain="[^"]*"/ user-domain="host"/' "$out"/*.xml
