#!/usr/bin/env bash
# The step of action.yml that lints: annotations by a problem matcher, SARIF, a summary of the job. Leaves the exit code of
# minestop to a later step, so that the upload comes first.
set -euo pipefail

minestop=${MINESTOP:-$RUNNER_TEMP/minestop/bin/minestop}
sarif=$RUNNER_TEMP/minestop.sarif
summary=$RUNNER_TEMP/minestop.md

lines() { # VALUE: its lines that are not empty, into the array `list`
  list=()
  while IFS= read -r line; do
    if [ -n "$line" ]; then list+=("$line"); fi
  done <<<"$1"
}

lines "${MINESTOP_ARGS:-}"
arguments=("${list[@]}")
if [ -n "${MINESTOP_POLICY:-}" ]; then arguments+=(--policy "$MINESTOP_POLICY"); fi
lines "${MINESTOP_PATHS:-.}"
paths=("${list[@]}")

echo "::add-matcher::$GITHUB_ACTION_PATH/packaging/problem-matcher.json"
code=0
"$minestop" lint "${arguments[@]}" --format short --format "sarif=$sarif" --format "markdown=$summary" -- "${paths[@]}" || code=$?
echo "::remove-matcher owner=minestop::"
echo "::remove-matcher owner=minestop-warn::"

if [ -s "$summary" ]; then cat "$summary" >>"$GITHUB_STEP_SUMMARY"; fi
{
  echo "exit-code=$code"
  if [ -s "$sarif" ]; then echo "sarif=$sarif"; else echo "sarif="; fi
} >>"$GITHUB_OUTPUT"
