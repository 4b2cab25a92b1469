#!/bin/sh
# Comments on the lines that a change touches; needs minestop and reviewdog. The exit code is that of minestop.
set -u
code=0
minestop lint --format rdjson . >minestop.rdjson || code=$?
reviewdog -f=rdjson -name=minestop -reporter="${REVIEWDOG_REPORTER:-local}" -diff="${REVIEWDOG_DIFF:-git diff origin/main}" \
  -fail-level=none <minestop.rdjson
exit "$code"
