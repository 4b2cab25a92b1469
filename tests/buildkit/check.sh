# Cases for run.sh: questions that are asked instead of a build.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# The client of Docker 26.1 asks nothing but `--print`, and only as an experiment; its exit status is no verdict.
check_cases() {
  if [ "$suite" = trixie ]; then
    for option in --check --call=minestop; do
      build heredoc "$option"
      if [ "$status" -eq 125 ] && says 'unknown flag' && ! says 'a-step-ran'; then
        passed "a client that does not know $option builds nothing"
      else
        broken "a client that does not know $option builds nothing"
      fi
    done
    lab env BUILDX_EXPERIMENTAL=1 docker build --print=minestop /lab/heredoc >"$log" 2>&1 || true
    if says 'STOP[mining-pool]' && says 'STOP: 1 file' && ! says 'a-step-ran'; then
      passed 'the whole report by --print'
    else
      broken 'the whole report by --print'
    fi
    return
  fi
  build heredoc --check
  fails 'a check has the findings' 'mining-pool' '5 | >>> /x -o'
  build clean --check
  builds 'a check of a clean Dockerfile'
  build heredoc --call=minestop
  fails 'the whole report on a build that does not run' 'STOP[mining-pool]' 'STOP: 1 file'
  build heredoc --call=minestop,format=json
  fails 'the same as JSON' '"rule":"mining-pool"'
  build clean --call=minestop
  builds 'the report on a clean Dockerfile'
  build clean --call=targets
  builds 'the targets of a Dockerfile'
}

# The client of sid against the engine of trixie: its own frontend does not know the question of `--check`.
newer_client_cases() {
  suite=trixie
  folder=$("$here/lab.sh" folder trixie)
  mkdir -p "$folder/newer"
  cp "$(dirname "$("$here/lab.sh" folder sid)")/usr/libexec/docker/cli-plugins/docker-buildx" "$folder/newer/"
  for option in --check --call=minestop; do
    newer heredoc "$option"
    if [ "$status" -eq 1 ] && says 'mining-pool' && ! says 'a-step-ran'; then
      passed "a newer client: $option has the findings"
    else
      broken "a newer client: $option has the findings"
    fi
    newer clean "$option"
    builds "a newer client: $option of a clean Dockerfile"
  done
}

# newer NAME OPTION: asks the folder NAME with that client.
newer() {
  runs lab sh -c 'cd "/lab/$1" && exec /lab/newer/docker-buildx build --progress=plain "$2" .' sh "$@"
}
