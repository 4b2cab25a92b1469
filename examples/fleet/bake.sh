#!/bin/sh
# Judges the images of a list on a builder, some at once: a line `VERDICT IMAGE` for each as soon as it is known.
#
#   GATE=registry.example.invalid/minestop@sha256:DIGEST bake.sh images.txt [AT_ONCE]
#
# Each image is a run of its own: one that is refused ends all others of the same `docker buildx bake`. Ends with 2 if an image
# could not be judged, else with 1 if one was refused. Buildx 0.13 or later.
set -u
# a source policy of the caller could put another image in the place of the gate
unset EXPERIMENTAL_BUILDKIT_SOURCE_POLICY
case "${GATE:?the gate, as registry.example.invalid/minestop@sha256:DIGEST}" in
*@sha256:*) ;;
*) echo "bake.sh: name the gate by its digest: under a tag an engine takes what it has itself" >&2; exit 2 ;;
esac

if [ "${1:-}" != --one ]; then
  list=${1:?a list of images}
  verdicts=$(mktemp)
  trap 'rm -f "$verdicts"' EXIT
  grep -v '^[[:space:]]*\(#\|$\)' "$list" | xargs -P "${2:-4}" -n 1 sh "$0" --one | tee "$verdicts"
  if [ ! -s "$verdicts" ] || grep -q '^ERROR' "$verdicts"; then exit 2; fi
  if grep -q '^STOP' "$verdicts"; then exit 1; fi
  exit 0
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if IMAGES=$2 docker buildx bake -f "$(dirname "$0")/docker-bake.hcl" --progress=rawjson >"$log" 2>&1 </dev/null; then
  # as JSON, also of builders whose Buildx shows no warnings of bake
  if grep -q '"warnings"' "$log"; then verdict=WARN; else verdict=GO; fi
elif grep -q 'build refused by minestop' "$log"; then
  verdict=STOP
else
  verdict=ERROR
fi
if [ "$verdict" = STOP ] || [ "$verdict" = ERROR ]; then sed -n '/^ERROR/,$p' "$log" >&2; fi
echo "$verdict $2"
