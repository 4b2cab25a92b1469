# Cases for run.sh: what BuildKit keeps from one build to the next, and what stands in the place of something else. An
# answer of the gate is one about the files that are exported, and the steps of a build come from the same caches as without it.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# serves FORMAT: what the web server on loopback gives as `payload`.
# shellcheck disable=SC2059 # that is the use
serves() { printf "$1" >"$folder/www/payload"; }

# fetching NAME: a build that takes whatever the web server gives, and writes 60 MB.
fetching() {
  dockerfile "$1" kept <<END
FROM localhost:5000/base:1
RUN : $1-$(date +%s%N); wget -q -O /tool http://127.0.0.1:8080/payload; head -c 60000000 /dev/urandom >/data
END
}

# made_again TITLE: the last build was refused for what its command has made.
made_again() {
  fails "$1" 'STOP[miner-file-content]' '`tool`'
}

# records TEXT: the numbers of what the cache keeps of steps with this text.
records() { lab docker buildx du --verbose | awk -v text="$1" '/^ID:/ { id = $2 } /^Description:/ && index($0, text) { print id }'; }

drop() { for record in $(records "$1"); do lab docker buildx prune -f --all --filter "id=$record" >/dev/null; done; }

# limit: the option of `docker buildx prune` that names a size; older clients call it otherwise.
limit() {
  if lab docker buildx prune --help | grep -q -- --max-used-space; then echo --max-used-space; else echo --keep-storage; fi
}

stale_cases() {
  printf '[indicators]\nfile_markers = ["ACME-MARKER-5"]\n' | baked kept

  # nothing is kept as an image, which would keep the files of its layers
  fetching one
  fetching two
  lab docker builder prune -af >/dev/null
  serves 'echo hello'
  build one --network=host -o type=tar,dest=/dev/null
  builds 'a download that is clean'
  build one --network=host -o type=tar,dest=/dev/null
  number=$(sed -n 's/^\(#[0-9]*\) \[minestop\] judge the built.*/\1/p' "$log" | head -n 1)
  if says "$number CACHED"; then
    passed 'a result that has not changed is not read again'
  else
    broken 'a result that has not changed is not read again'
  fi
  # BuildKit drops first what was used long ago and seldom: last use counts by the second, and the number of uses as much
  sleep 2
  for _ in 1 2 3; do build two --network=host -o type=tar,dest=/dev/null; done
  lab docker buildx prune -f --all "$(limit)" 90MB >/dev/null
  serves '\177ELF ACME-MARKER-5'
  build one --network=host -o type=tar,dest=/dev/null
  made_again 'a command that runs again after the cache was too large'

  fetching single
  serves 'echo hello'
  build single --network=host -o type=tar,dest=/dev/null
  builds 'another download that is clean'
  drop ': single-'
  serves '\177ELF ACME-MARKER-5'
  build single --network=host -o type=tar,dest=/dev/null
  made_again 'a command that runs again after its record alone was dropped'

  # nothing but the bytes is another: size and time are the same
  dockerfile quiet kept <<END
FROM localhost:5000/base:1
RUN : quiet-$(date +%s%N); wget -q -O /tool http://127.0.0.1:8080/payload && touch -d '2001-01-01 00:00:00' /tool
END
  serves 'echo it is nothing!'
  build quiet --network=host -o type=tar,dest=/dev/null
  builds 'a download of a certain size and time'
  drop ': quiet-'
  build quiet --network=host -o type=tar,dest=/dev/null
  number=$(sed -n 's/^\(#[0-9]*\) \[minestop\] judge the built.*/\1/p' "$log" | head -n 1)
  if [ "$status" -eq 0 ] && says "$number CACHED"; then
    passed 'a result that was made again and is the same is not read again'
  else
    broken 'a result that was made again and is the same is not read again'
  fi
  drop ': quiet-'
  serves '\177ELF  ACME-MARKER-5'
  build quiet --network=host -o type=tar,dest=/dev/null
  made_again 'a command that makes other bytes of the same size and time'

  fetching uncached
  serves 'echo hello'
  build uncached --network=host
  serves '\177ELF ACME-MARKER-5'
  build uncached --network=host --no-cache
  made_again 'a command that runs again without the cache'
  build uncached --network=host
  made_again 'a command whose newer result is in the cache'
}

# imports TITLE OPTION…: when all else is gone, the command of the folder `imported` comes from this cache.
imports() {
  title=$1
  shift
  lab sh -c 'docker rmi -f localhost:5000/imported:1; docker image prune -f; docker builder prune -af' >/dev/null 2>&1
  build imported --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1 "$@" -o type=tar,dest=/dev/null
  if [ "$status" -eq 0 ] && ! says 'ran-at-42'; then passed "$title"; else broken "$title"; fi
}

import_cases() {
  mkdir -p "$folder/imported"
  printf 'FROM localhost:5000/base:1\nRUN : %s; echo "ran-at-"$((40+2))\nCOPY Dockerfile /d\n' "$(date +%s%N)" \
    >"$folder/imported/Dockerfile"
  build imported --cache-to type=inline -t localhost:5000/imported:1 --push
  builds 'an image with its cache'
  imports 'a cache inside an image' --cache-from type=registry,ref=localhost:5000/imported:1
  build imported --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1 --no-cache --cache-to type=inline \
    -t localhost:5000/imported:1 --push
  builds 'an image with its cache through minestop'
  imports 'a cache that was written through minestop' --cache-from type=registry,ref=localhost:5000/imported:1
}

bake() {
  runs lab sh -c "cd /lab/linked && docker buildx bake --progress=plain -f bake.hcl \
    --set '*.args.BUILDKIT_SYNTAX=localhost:5000/minestop:1'"
}

# Graphs that other builds hand over, and results without layers: no engine may end on them.
handed_over_cases() {
  mkdir -p "$folder/linked"
  cat >"$folder/linked/bake.hcl" <<'HCL'
target "base" {
  dockerfile-inline = <<E
FROM localhost:5000/base:1
RUN echo one
E
}
target "default" {
  contexts = { b = "target:base" }
  dockerfile-inline = <<E
FROM b
RUN echo two
E
  output = ["type=cacheonly"]
}
HCL
  bake
  if [ "$status" -eq 0 ] && lab docker version >/dev/null 2>&1; then
    passed 'a target of a bake file whose base is another one'
  else
    broken 'a target of a bake file whose base is another one'
  fi
  sed -i 's|RUN echo one|RUN /x -o stratum+tcp://pool.example.invalid:3333|' "$folder/linked/bake.hcl"
  bake
  if [ "$status" -eq 1 ] && says 'STOP[mining-pool]' && lab docker version >/dev/null 2>&1; then
    passed 'a miner in the target that is the base'
  else
    broken 'a miner in the target that is the base'
  fi
  dockerfile nothing <<'END'
FROM scratch
LABEL a=b
END
  build nothing -o type=tar,dest=/dev/null
  builds 'an image without layers'
}

# What stands in the place of an image or of a stage.
replaced_cases() {
  mkdir -p "$folder/root/bin" "$folder/root/opt"
  cp "$folder/base/busybox" "$folder/root/bin/busybox"
  cp "$folder/base/busybox" "$folder/root/bin/sh"
  dockerfile rooted kept <<'END'
FROM base
RUN echo hello >/hello
END
  build rooted --no-cache --build-context base=/lab/root
  builds 'a directory that is the base'
  sed -i 's|RUN .*|RUN echo a-step-""ran|' "$folder/rooted/Dockerfile"
  printf '\177ELF ACME-MARKER-5' >"$folder/root/opt/a.bin"
  build rooted --no-cache --build-context base=/lab/root
  stops 'a marked file in a directory that is the base' 'STOP[miner-file-content]' 'opt/a.bin' 'Dockerfile:2'

  dockerfile stood kept <<'END'
FROM localhost:5000/base:1 AS mine
RUN /x -o stratum+tcp://pool.example.invalid:3333
FROM localhost:5000/base:1 AS web
COPY --from=mine /bin/busybox /w
END
  build stood
  stops 'a stage that is built' 'STOP[mining-pool]' 'Dockerfile:3'
  build stood --build-context mine=docker-image://localhost:5000/base:1
  builds 'a stage that a named context replaces'
  build stood --target web --build-context mine=docker-image://localhost:5000/base:1
  builds 'the same for a target that copies from it'
}

cached_cases() {
  stale_cases
  import_cases
  handed_over_cases
  replaced_cases
}
