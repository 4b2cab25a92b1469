#!/usr/bin/env bash
# Holds what testdata/orchestration says of the real readers to the real ones: `docker compose config` and `docker buildx bake
# --print` of Debian's packages, in the lab of tests/buildkit. That minestop reads the same is what `cargo test` shows.
#
#   tests/orchestration/run.sh            compare; what differs fails
#   tests/orchestration/run.sh --record   write what they say
#
# A case is KIND/NAME.files: files one behind another, each below a line `-- PATH --`, the first one is the one that is read.
set -euo pipefail
cd "$(dirname "$0")/../.."
lab=tests/buildkit/lab.sh
suite=sid
data=testdata/orchestration

"$lab" up "$suite" >/dev/null
"$lab" run "$suite" docker compose version >/dev/null 2>&1 || "$lab" add "$suite" docker-compose
folder=$("$lab" folder "$suite")/orchestration
rm -rf "$folder"

# unpack FILES FOLDER: the files of a case; the name of the first one goes to FOLDER.main.
unpack() {
  mkdir -p "$2"
  awk -v folder="$2" '
    /^-- .* --$/ {
      path = substr($0, 4, length($0) - 6)
      if (!first++) printf "%s", path >(folder ".main")
      file = folder "/" path
      directory = file
      sub("/[^/]*$", "", directory)
      system("mkdir -p \"" directory "\"")
      printf "" >file
      next
    }
    { print >file }' "$1"
}

count=0
for files in "$data"/{compose,bake}/*.files; do
  kind=$(basename "$(dirname "$files")")
  unpack "$files" "$folder/$kind/$(basename "$files" .files)"
  count=$((count + 1))
done
cp tests/orchestration/readers.sh "$folder/"
"$lab" run "$suite" sh /lab/orchestration/readers.sh

failed=0
for kind in compose bake; do
  if [ "${1:-}" = --record ]; then
    rm -f "$data/$kind"/*.json "$data/$kind"/*.refused
    find "$folder/$kind" -maxdepth 1 \( -name '*.json' -o -name '*.refused' \) -type f -exec cp -t "$data/$kind" {} +
    continue
  fi
  for files in "$data/$kind"/*.files; do
    name=$(basename "$files" .files)
    said=$folder/$kind/$name
    known=$data/$kind/$name
    if [ -e "$known.refused" ]; then
      # which of several reasons it says first differs from run to run
      [ -e "$said.refused" ] && continue
      echo "FAILED  $kind/$name: the real reader takes it" >&2
      failed=1
    elif ! diff -u "$known.json" "$said.json" >&2; then
      echo "FAILED  $kind/$name: the real reader says something else" >&2
      failed=1
    fi
  done
done
[ "$failed" = 0 ] && echo "ok      $count cases: the real readers say what is known of them"
exit "$failed"
