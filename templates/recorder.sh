#!/bin/sh
# recorder 2: runs one step of a test, keeps what happened, and exits 0 so that the build goes on
# usage: record [--timeout=SECONDS] [--retries=N] [--always] CELL STEP INTERPRETER [ARG...] <the step
# This text is in the cache key of every recorded step: change it, and its number, only if what it records changes.
# It is process 1 of its container. Names begin with _ because the step must see the image's ENV, not ours.
_timeout='' _retries=0 _always='' _attempts=0 _before=0 _boot=0
while :; do
  case $1 in
    --timeout=*) _timeout=${1#*=} ;;
    --retries=*) _retries=${1#*=} ;;
    --always) _always=yes ;;
    *) break ;;
  esac
  shift
done
_cell=$1 _step=$2 _dir=/cigen/records/$1 _file=/cigen/records/$1/$2
shift 2
_mask=$(umask)
umask 0 # a later step may run as another USER
trap '' HUP INT QUIT TERM # a step may signal its process group, which is ours, too

clock() { # sets _now, in hundredths of a second; /proc/uptime costs no fork and never jumps
  read -r _up _idle </proc/uptime
  _now=$((${_up%.*}${_up#*.} + _boot))
}

leave() { # OUTCOME CODE: the last line is for live progress only
  printf '\n[cigen] %s %s %s %s\n' "$_cell" "$_step" "$1" "$2"
  exit 0
}

lost() { # WHY: there is no result, and whoever knows the plan will miss it; an engine without room must not keep that
  echo "cigen: cannot write $_file.result: $1"
  case $1 in *'No space left'* | *'uota exceeded'* | *'I/O error'*) exit 74 ;; esac
  mkdir -p "$_dir" # a step that removed /cigen must not break the COPY that collects it
  leave error -
}

result() { # OUTCOME CODE LINE...: writes the result, as a whole or not at all
  _outcome=$1 _code=$2
  shift 2
  [ "$_outcome$_code" = exited0 ] || [ -e "$_dir/failed" ] || echo "$_step" >"$_dir/failed"
  _why=$({ printf '%s\n' "outcome=$_outcome" "$@" "started=${_start%??}.${_start#"${_start%??}"}" \
    "ended=${_now%??}.${_now#"${_now%??}"}" "attempts=$_attempts" >"$_file.new"; } 2>&1) ||
    lost "${_why:-I/O error}" # busybox does not say
  mv "$_file.new" "$_file.result" && leave "$_outcome" "$_code"
  lost "mv failed"
}

earlier() { # keeps what this step printed in earlier builds, where those who build know of it: `STEP COUNT`, then the logs
  read -r _again _count && [ "$_again" = "$_step" ] || return
  cat >"$_file.earlier.log"
  _attempts=$_count _before=$_count
}

attempt() { # INTERPRETER [ARG...]: runs the step once; sets _code, _now, and _late at a timeout
  _attempts=$((_attempts + 1)) _tee='' _dog='' _late='' _patience=2
  # The step writes into a pipe: in a file, `echo >/dev/stdout` would erase the log. Opened <> first, no open can block.
  if command -v tee >/dev/null && mkfifo "$_file.pipe"; then
    exec 3<>"$_file.pipe"; exec 4>"$_file.pipe"; exec 5<"$_file.pipe" 3>&-
    rm "$_file.pipe"
    tee "$_file.log" <&5 4>&- 5<&- &
    _tee=$!
    exec 5<&-
  else
    exec 4>>"$_file.log"
  fi
  if [ "$_timeout" ]; then # timeout(1) may end one process only; -1 is all but process 1 and the sender
    (sleep "$_timeout" && { echo >"$_file.late"; kill -TERM -1; sleep 5; kill -KILL -1; }) 4>&- &
    _dog=$!
  fi
  (trap - HUP INT QUIT TERM; umask "$_mask"; exec "$@" "$_file.cmd") </dev/null >&4 2>&1 4>&-
  _code=$?
  clock
  exec 4>&-
  [ -z "$_dog" ] || kill -KILL "$_dog"
  [ ! -e "$_file.late" ] || { rm "$_file.late"; _late=yes _patience=5; }
  if [ "$_tee" ]; then
    (sleep "$_patience" && kill -KILL "$_tee") & # a daemon may hold the pipe for ever
    _dog=$!
    wait "$_tee"
    kill -KILL "$_dog"
  else
    cat "$_file.log"
  fi
  [ -z "$_late" ] || kill -KILL -1
}

_why=$({ mkdir -p "$_dir" && cat >"$_file.cmd"; } 2>&1) || lost "$_why"
exec 2>/dev/null # what the shell says about its jobs
# shellcheck disable=SC3028 # bash and busybox have EPOCHREALTIME; not every date knows %N
_epoch=${EPOCHREALTIME:-$(date +%s.%N)} _up=${_epoch#*[.,]}
case $_up in [0-9][0-9]*) _up=${_up%"${_up#??}"} ;; *) _up=00 ;; esac
_start=${_epoch%%[.,]*}$_up
clock
_boot=$((_start - _now)) _now=$_start

[ ! -e /.cigen/earlier ] || earlier </.cigen/earlier
if [ -e "$_dir/failed" ] && [ -z "$_always" ]; then
  read -r _first <"$_dir/failed"
  result skipped - "reason=after step $_first"
fi
command -v "$1" >/dev/null || result error - "reason=the image has no $1"
[ -z "$_timeout" ] || [ $$ -eq 1 ] || result error - "reason=only process 1 can keep a timeout"
attempt "$@"
while [ "$_late$_code" != 0 ] && [ $((_attempts - _before)) -le "$_retries" ]; do
  mv "$_file.log" "$_file.attempt-$_attempts.log"
  echo "cigen: attempt $_attempts failed, once more"
  attempt "$@"
done
[ -z "$_late" ] || result timeout "$_code" "code=$_code"
[ "$_code" -le 128 ] || [ "$_code" -gt 192 ] || result signaled $((_code - 128)) "code=$_code" "signal=$((_code - 128))"
result exited "$_code" "code=$_code"
