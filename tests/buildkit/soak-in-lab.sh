#!/bin/bash
# What soak.sh runs beside the engine: a daemon of its own on a small disk, the builds, what disturbs them, and the count.
set -eu
builds=$1
fills_disk=$2
cd /lab/soak
export DOCKER_HOST=unix:///run/soak.sock
run=$(date +%s)
disk=/var/lib/soak

start() {
  mkdir -p $disk
  mountpoint -q $disk || mount -t tmpfs -o size=600m tmpfs $disk
  # an earlier run may have been ended while it was full
  rm -f $disk/full
  busybox ip link show soak0 >/dev/null 2>&1 || busybox ip link add name soak0 type bridge
  busybox ip addr replace 172.31.0.1/24 dev soak0 2>/dev/null || busybox ip addr add 172.31.0.1/24 dev soak0 || true
  busybox ip link set soak0 up
  setsid dockerd --host unix:///run/soak.sock --data-root $disk --exec-root /run/soak --pidfile /run/soak.pid \
    --bridge soak0 --iptables=false >/var/log/soak.log 2>&1 </dev/null &
  for _ in $(seq 120); do docker version >/dev/null 2>&1 && return; sleep 0.5; done
  echo 'the daemon does not start' >&2
  exit 1
}

# project NUMBER KIND: every third build of a kind has the same steps as others, so that caches matter.
project() {
  mkdir -p "p$1"
  {
    echo '# syntax=localhost:5000/soak-gate:1'
    echo 'FROM localhost:5000/soak-base:1'
    echo "RUN echo $(($1 % 7)) >/number; head -c 3000000 /dev/urandom >/data"
    case $2 in
    clean) ;;
    text) echo 'RUN /x -o stratum+tcp://pool.example.invalid:3333' ;;
    script) printf 'COPY setup /setup\nRUN sh /setup\n' ;;
    file) printf 'COPY logo.png /logo.png\n' ;;
    made) echo "RUN printf 'ACME-%s-9' MARKER >/made-$(($1 % 3))" ;;
    esac
    echo "LABEL of=$run-$1"
  } >"p$1/Dockerfile"
  echo '/x -o stratum+tcp://pool.example.invalid:3333' >"p$1/setup"
  printf '\177ELF ACME-MARKER-9' >"p$1/logo.png"
}

image() { echo "localhost:5000/soak-built:$run-$1"; }

build() {
  status=0
  docker build --progress=plain -t "$(image "$1")" "p$1" >"p$1/log" 2>&1 </dev/null || status=$?
  if [ $status -eq 0 ]; then docker push -q "$(image "$1")" >>"p$1/log" 2>&1 || echo "not pushed" >>"p$1/log"; fi
  echo $status >"p$1/status"
}

# disturb: one thing that goes wrong, again and again, each to its end; nothing while there is a file `calm`.
disturb() {
  while sleep "0.$((RANDOM % 8 + 2))"; do
    if [ -e calm ]; then
      touch is-calm
      continue
    fi
    case $((RANDOM % 5)) in
    0) docker buildx du --verbose 2>/dev/null | sed -n 's/^ID:[^a-z0-9]*//p' | shuf -n 3 |
      while read -r id; do docker buildx prune -f --all --filter "id=$id"; done ;;
    1) docker buildx prune -f --all --filter until=5s ;;
    2) for id in $(ours | shuf -n 1); do kill -9 "$id"; done ;;
    3) $fills_disk && { head -c 2G /dev/zero >$disk/full; sleep 0.4; rm -f $disk/full; } ;;
    4) for id in $(ours | shuf -n 1); do kill -STOP "$id"; sleep 0.5; kill -CONT "$id"; done ;;
    esac >/dev/null 2>&1 || true
  done
}

# The frontends and the steps that look at files, of this daemon or another.
ours() {
  for process in /proc/[0-9]*; do
    if [ "$(head -z -n 1 "$process/cmdline" 2>/dev/null | tr -d '\0')" = /minestop ]; then echo "${process#/proc/}"; fi
  done
}

alive() { docker version >/dev/null 2>&1 && [ "$(cat /run/soak.pid)" = "$daemon" ]; }

is_pushed() {
  [ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    "http://127.0.0.1:5000/v2/soak-built/manifests/$run-$1")" = 200 ]
}

# check NUMBER KIND: counts what must not be; a clean build that was disturbed is built again in peace.
check() {
  status=$(cat "p$1/status")
  if [ "$2" = clean ]; then
    if grep -q 'STOP\[' "p$1/log"; then wrong "a clean build was refused" "$1"; fi
    [ "$status" -eq 0 ] && return
    disturbed=$((disturbed + 1))
    build "$1"
    [ "$(cat "p$1/status")" -eq 0 ] || wrong "a clean build fails in peace" "$1"
    return
  fi
  if [ "$status" -eq 0 ] || is_pushed "$1" || docker image inspect "$(image "$1")" >/dev/null 2>&1; then
    wrong "a build that must stop ($2) was exported" "$1"
  elif grep -q 'STOP\[' "p$1/log"; then
    stopped=$((stopped + 1))
  else
    disturbed=$((disturbed + 1))
  fi
}

wrong() {
  wrongs=$((wrongs + 1))
  echo "WRONG: $1: build $2" >&2
  tail -n 20 "p$2/log" >&2
}

start
daemon=$(cat /run/soak.pid)
for name in gate base; do
  docker build -q -t localhost:5000/soak-$name:1 $name >/dev/null
  docker push -q localhost:5000/soak-$name:1 >/dev/null
done
kinds=(clean text clean script clean file clean made)
wrongs=0 stopped=0 disturbed=0
rm -f calm is-calm
disturb &
disturber=$!
trap 'kill $disturber 2>/dev/null; kill "$(cat /run/soak.pid)" 2>/dev/null || true' EXIT
for first in $(seq 0 20 $((builds - 1))); do
  last=$((first + 19 < builds ? first + 19 : builds - 1))
  of_batch=()
  for number in $(seq "$first" "$last"); do
    project "$number" "${kinds[$((number % ${#kinds[@]}))]}"
    build "$number" &
    of_batch+=($!)
  done
  wait "${of_batch[@]}"
  touch calm
  until [ -e is-calm ]; do sleep 0.1; done
  for number in $(seq "$first" "$last"); do check "$number" "${kinds[$((number % ${#kinds[@]}))]}"; done
  # what was pushed need not fill the disk for good
  for number in $(seq "$first" "$last"); do docker image rm -f "$(image "$number")" >/dev/null 2>&1 || true; done
  alive || { wrong 'the daemon has ended' "$last"; break; }
  rm calm is-calm
done
echo "$builds builds: $stopped stopped, $disturbed failed under what disturbed them, $wrongs wrong"
[ $wrongs -eq 0 ]
