#!/bin/sh
# gather 1: notes what a cell leaves behind; exits 0 even if that is nothing
# usage: gather CELL <<FILES
#   artifact NUMBER PATTERN    each match gets a symlink in /cigen/artifacts/CELL/NUMBER/, which a later COPY follows
#   junit NUMBER PATTERN       each matching regular file is copied to /cigen/records/CELL/junit/NUMBER-K.xml
# A PATTERN starts at the working directory or with /, may hold spaces, and * ? [..], and in junit ** for any folders.
# This text is in the cache key of every cell: change it, and its number, only if what it gathers changes.
# shellcheck disable=SC2086 # an unquoted pattern is globbed; IFS='' keeps it from being split
records=/cigen/records/$1 artifacts=/cigen/artifacts/$1 here=${PWD%/}
umask 0
IFS=''

link() { # NUMBER PATTERN
  found=missing
  case $2 in /*) set -- "$1" $2 ;; *) set -- "$1" "$here"/$2 ;; esac
  folder=$artifacts/$1
  shift
  for path; do
    path=${path%/}
    real=$(readlink -f "$path") && stays "$real" && mkdir -p "$folder" && ln -s "$real" "$folder/${path##*/}" &&
      found=present
  done
  echo "artifact ${folder##*/} $found"
}

stays() { # FILE: whether COPY will see it; it fails on a link to nothing, and mounts are gone by then
  [ -e "$1" ] || return 1
  while IFS=' ' read -r _ mount _; do
    case $1/ in "${mount%/}"/*) [ "$mount" = / ] || return 1 ;; esac
  done </proc/self/mounts
}

search() { # FOLDER PATTERN: prints FOLDER/PATTERN's matches; ** is looked up by find, all else by the shell
  case $2 in
    '**') search "$1" '**/*' ;;
    '**/'*) find "${1:-./}" -type d 2>/dev/null | while read -r folder; do search "${folder%/}/" "${2#???}"; done ;;
    */'**' | */'**/'*) for folder in "$1"${2%%/'**'*}; do search "${folder%/}/" "${2#"${2%%/'**'*}"/}"; done ;;
    *) printf '%s\n' "$1"$2 ;;
  esac
}

copy() { # NUMBER: the files on stdin
  count=0
  while read -r path; do
    if [ -f "$path" ] && [ ! -L "$path" ] && cp "$path" "$records/junit/$1-$((count + 1)).xml"; then
      count=$((count + 1))
      echo "junit $1 $1-$count.xml ${path#./}"
    fi
  done
  [ "$count" -gt 0 ] || echo "junit $1 missing"
}

mkdir -p "$records/junit"
while IFS=' ' read -r kind number pattern; do
  case $kind in
    artifact) link "$number" "$pattern" ;;
    junit) search '' "$pattern" | sort -u | copy "$number" ;;
  esac
done >"$records/gathered"
exit 0
