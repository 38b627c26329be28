#!/bin/sh
# verdict 1: fails if and only if a planned step of a planned cell is not recorded as passed, and says which
results=/.cigen/results cells=0 failed=0

judge() { # CELL STEP...: sets why, empty if every step passed
  cell=$1 why=''
  shift
  for step; do
    outcome='' code='' file=$results/cells/$cell/$step.result
    [ -r "$file" ] && while read -r line; do
      case $line in outcome=*) outcome=${line#*=} ;; code=* | signal=* | reason=*) code=${line#*=} ;; esac
    done <"$file"
    case $outcome-$code in
      exited-0) continue ;;
      exited-?*) why="step $step exited $code" ;;
      signaled-*) why="step $step was ended by signal $code" ;;
      timeout-*) why="step $step took too long" ;;
      error-* | skipped-*) why="step $step: $outcome, $code" ;;
      *) why="no result for step $step" ;;
    esac
    break
  done
}

[ -r $results/planned.txt ] || { echo "✗ no planned.txt in $results"; exit 1; }
while read -r cell steps; do
  # shellcheck disable=SC2086
  judge "$cell" $steps
  cells=$((cells + 1))
  [ -z "$why" ] || { failed=$((failed + 1)); echo "✗ $cell: $why"; }
done <$results/planned.txt
[ "$failed" -gt 0 ] || { echo "all $cells cells passed"; exit 0; }
echo "$failed of $cells cells failed"
exit 1
