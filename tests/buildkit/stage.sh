#!/bin/sh
# The Dockerfile of minestop itself, its build stage included: builds it twice on empty caches, the second time through the
# image that the first one made, and compares.
#
#   tests/buildkit/stage.sh [SUITE] [PROFILE]     default: sid dev; `release` takes ten minutes and more
#
# The engine has no network. In the place of rust:1-slim stands an image of the engine's Debian with this machine's Rust and
# the crates of Cargo.lock. Needs what tests/buildkit/lab.sh needs.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/buildkit
suite=${1:-sid}
profile=${2:-dev}
"$here/lab.sh" up "$suite"
"$here/lab.sh" add "$suite" gcc libc6-dev
lab() { "$here/lab.sh" run "$suite" "$@"; }
folder=$("$here/lab.sh" folder "$suite")/stage
log=$(mktemp)
trap 'rm -f "$log"' EXIT

fail() {
  echo "FAILED  $suite: $1" >&2
  tail -n 40 "$log" | sed 's/^/        /' >&2
  exit 1
}
passed() { echo "ok      $suite: $1"; }

# What the Rust image has, and no more: Debian with a linker, the toolchain, and for want of a network the crates.
toolchain() {
  sysroot=$(rustc --print sysroot)
  host=$(rustc -vV | sed -n 's/^host: //p')
  rust=$folder/toolchain/rust
  mkdir -p "$rust/bin" "$rust/lib/rustlib"
  cp "$sysroot/bin/cargo" "$sysroot/bin/rustc" "$rust/bin/"
  cp "$sysroot"/lib/lib*.so* "$rust/lib/"
  cp -r "$sysroot/lib/rustlib/$host" "$rust/lib/rustlib/"
  cargo vendor --quiet --locked --versioned-dirs "$folder/toolchain/vendor" >/dev/null
  printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "/vendor"\n' \
    >"$folder/toolchain/config.toml"
  cat >"$folder/toolchain/Dockerfile" <<'END'
FROM localhost:5000/debian-with-cc:1
COPY rust /usr/local
COPY vendor /vendor
COPY config.toml /usr/local/cargo/
ENV PATH=/usr/local/bin:/usr/bin:/bin CARGO_HOME=/usr/local/cargo CARGO_PROFILE_DEV_DEBUG=false CARGO_PROFILE_DEV_STRIP=true
END
  lab sh -c 'tar -C / --one-file-system --exclude="*docker*" --exclude=usr/share/doc -c bin lib lib64 usr etc |
      docker import - localhost:5000/debian-with-cc:1 &&
    docker build -q -t localhost:5000/toolchain:1 /lab/stage/toolchain && docker push -q localhost:5000/toolchain:1' \
    >"$log" 2>&1 || fail 'an image with a toolchain'
}

# The files of the repository as they are now; what git ignores is in no clone.
repository() {
  mkdir -p "$folder/repository"
  git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -c 2>/dev/null |
    tar -C "$folder/repository" -x
}

# context: what of it the build gets.
context() {
  printf 'FROM scratch\nCOPY . /\n' >"$folder/all.Dockerfile"
  rm -rf "$folder/context"
  lab docker build -q -f /lab/stage/all.Dockerfile -o /lab/stage/context /lab/stage/repository >"$log" 2>&1 ||
    fail 'the context of the build'
}

# builds NUMBER OPTION…: the image as minestop:stage-NUMBER, from nothing that an earlier build has left.
builds() {
  number=$1
  shift
  lab docker builder prune -af >/dev/null
  lab sh -c 'number=$1; shift; export SOURCE_DATE_EPOCH=1700000000
    docker build --progress=plain --build-context rust:1-slim=docker-image://localhost:5000/toolchain:1 \
      -t "localhost:5000/minestop:stage-$number" "$@" /lab/stage/repository &&
    docker push -q "localhost:5000/minestop:stage-$number"' sh "$number" --build-arg PROFILE="$profile" "$@" >"$log" 2>&1 ||
    fail "the build stage runs ($number)"
}

# compiled: the last build has run the compiler on the program.
compiled() { grep -q '^#[0-9]* .*Compiling minestop ' "$log"; }

rm -rf "$folder"
toolchain
repository
context
if [ -e "$folder/context/src/main.rs" ] && [ -z "$(find "$folder/context" -name tests -o -name testdata -o -name .git)" ]; then
  passed 'the context has the source and no data of tests'
else
  find "$folder/context" -maxdepth 2 >"$log"
  fail 'the context has the source and no data of tests'
fi
builds 1
compiled || fail 'the stage compiles the program'
passed "the build stage runs ($profile)"
builds 2 --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:stage-1
compiled || fail 'the stage compiles the program once more'
passed 'the image builds itself as a gate'
id() { lab docker image inspect -f '{{.Id}}' "localhost:5000/minestop:stage-$1"; }
digest() { lab docker image inspect -f '{{index .RepoDigests 0}}' "localhost:5000/minestop:stage-$1" | sed 's/.*@//'; }
echo "stage-1 $(id 1) $(digest 1)
stage-2 $(id 2) $(digest 2)" >"$log"
if [ "$(id 1)" = "$(id 2)" ] && [ "$(digest 1)" = "$(digest 2)" ]; then
  passed "two builds on empty caches are one image, $(digest 1)"
else
  fail 'two builds on empty caches are one image'
fi
status=0
printf 'FROM scratch\nENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]\n' |
  lab docker run --rm -i localhost:5000/minestop:stage-2 lint - >"$log" 2>&1 || status=$?
if [ "$status" -eq 1 ] && grep -qF 'STOP[mining-pool]' "$log"; then
  passed 'its command line judges standard input'
else
  fail 'its command line judges standard input'
fi
if [ "$(lab docker image inspect -f '{{.Config.User}}' localhost:5000/minestop:stage-2)" = 65532:65532 ]; then
  passed 'it is started by a user that is not root'
else
  fail 'it is started by a user that is not root'
fi
