#!/bin/sh
# Runs in the lab: what `docker compose config` and `docker buildx bake --print` make of each case in /lab/orchestration.
# A case is a folder KIND/NAME with a file `main` that names the first file; the outcome goes to KIND/NAME.json, or, where the
# reader refuses the case, to KIND/NAME.refused.
set -u

# read_one KIND FILE: prints what the reader says of a file in the working directory.
read_one() {
  case $1/$2 in
  compose/compose.yaml | compose/compose.yml | compose/docker-compose.yml | compose/docker-compose.yaml)
    docker compose --profile '*' config --format json
    ;;
  compose/*) docker compose --profile '*' -f "$2" config --format json ;;
  bake/docker-bake.hcl | bake/docker-bake.json) printed ;;
  bake/*) printed -f "$2" ;;
  esac
}

# printed OPTIONS…: all targets, whether or not a group names them.
printed() {
  targets=$(docker buildx bake "$@" --list type=targets,format=json) || return
  # shellcheck disable=SC2046 # names have no blanks
  docker buildx bake "$@" --print $(printf %s "$targets" | python3 -c '
import json, sys
print(*(it["name"] for it in json.load(sys.stdin) if not it.get("group")))')
}

cd /lab/orchestration || exit 1
for kind in compose bake; do
  [ -d "$kind" ] || continue
  for case in "$kind"/*/; do
    case=${case%/}
    main=$(cat "$case.main")
    if (cd "$case/$(dirname "$main")" && read_one "$kind" "$(basename "$main")") >"$case.out" 2>"$case.err"; then
      # paths from the folder of the case on, and nothing that differs from run to run
      sed "s|/lab/orchestration/$case|/case|g" "$case.out" >"$case.json"
    else
      tail -n 1 "$case.err" | sed "s|/lab/orchestration/$case|/case|g" >"$case.refused"
    fi
  done
done
