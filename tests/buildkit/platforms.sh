# Cases for run.sh: a build for several platforms, on a second daemon that can keep such images.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# second COMMAND…: runs a command against the second daemon.
second() { lab env DOCKER_HOST=unix:///run/second.sock "$@"; }

# Its bridge is its own: a daemon without any would take away that of the first.
start_second() {
  lab sh -c '
    busybox ip link show second0 >/dev/null 2>&1 || busybox ip link add name second0 type bridge
    busybox ip addr replace 172.30.0.1/24 dev second0 2>/dev/null || busybox ip addr add 172.30.0.1/24 dev second0
    busybox ip link set second0 up
    printf "{\"features\": {\"containerd-snapshotter\": true}}" >/etc/second.json
    setsid dockerd --config-file /etc/second.json --host unix:///run/second.sock --data-root /var/lib/second \
      --exec-root /run/second --pidfile /run/second.pid --bridge second0 --iptables=false \
      >/var/log/second.log 2>&1 </dev/null &'
  for _ in $(seq 120); do
    second docker version >/dev/null 2>&1 && return
    sleep 0.5
  done
  lab tail -n 5 /var/log/second.log >"$log" 2>&1
  broken 'a daemon for several platforms'
  return 1
}

# pushes COMMAND…: a build that pushes; the output and the status are those of the last try. BuildKit pushes the image of each
# platform under the tag of the list at the same time, and the registry answers 500 where it reads a tag that it is just writing.
pushes() {
  for _ in 1 2 3; do
    runs "$@"
    grep -q 'HEAD request to .*: 500 ' "$log" || return 0
  done
}

# both TAG: what goes in for each platform stands in the folder `platforms`; only a pushed image can have several.
both() {
  pushes lab sh -c 'cd /lab/platforms; DOCKER_HOST=unix:///run/second.sock exec docker build -q --push \
    --platform linux/amd64,linux/arm64 -t "localhost:5000/both:$1" .' sh "$1"
  [ "$status" -eq 0 ] || broken 'a base image for two platforms is built'
}

# build_both NAME TAG PLATFORMS [OPTIONS…]: builds the folder NAME for them and pushes it as both-built:TAG.
build_both() {
  pushes lab sh -c 'cd "/lab/$1"; tag=$2; platforms=$3; shift 3; DOCKER_HOST=unix:///run/second.sock exec docker build --progress=plain \
    --push --platform "$platforms" -t "localhost:5000/both-built:$tag" "$@" .' sh "$@"
}

# pushed TAG: what the registry has of both-built:TAG.
pushed() {
  lab curl -s -H 'Accept: application/vnd.oci.image.index.v1+json' \
    "http://127.0.0.1:5000/v2/both-built/manifests/$1"
}

platform_cases() {
  start_second || return 0
  mkdir -p "$folder/platforms"
  printf 'FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /logo.png\n' >"$folder/platforms/Dockerfile"
  echo clean >"$folder/platforms/amd64"
  echo clean >"$folder/platforms/arm64"
  both clean
  printf '\177ELF ACME-MARKER-7' >"$folder/platforms/arm64"
  both marked

  dockerfile platform marked <<'END'
ARG TAG=clean
FROM localhost:5000/both:$TAG
COPY Dockerfile /copied
END
  build_both platform clean linux/amd64,linux/arm64
  if [ "$status" -eq 0 ] && says 'judge the built file system' && pushed clean | grep -q arm64; then
    passed 'a clean build for two platforms'
  else
    broken 'a clean build for two platforms'
  fi
  build_both platform "marked-$$" linux/amd64,linux/arm64 --build-arg TAG=marked
  if [ "$status" -eq 1 ] && says 'STOP[miner-file-content]' && says 'logo.png' && pushed "marked-$$" | grep -q MANIFEST_UNKNOWN; then
    passed 'a marked file in one of two platforms stops both'
  else
    broken 'a marked file in one of two platforms stops both'
  fi
  build_both platform one linux/amd64 --build-arg TAG=marked
  builds 'the other platform alone is built'
  attest_cases
  fourteen_cases
  fresh_store_cases
  lab sh -c 'kill "$(cat /run/second.pid)"'
}
