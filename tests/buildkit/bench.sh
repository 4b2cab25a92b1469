#!/bin/sh
# What the gate costs: fully cached builds through minestop and through a frontend that only delegates, in turn, each as often
# the first of a pair as the other.
#
#   tests/buildkit/bench.sh [SUITE] [PAIRS]     default: sid 15
#
# Prints medians in milliseconds and their ratio, then the first and the cached scan of a tree of 10,000 files. Needs what
# tests/buildkit/lab.sh needs. MINESTOP_BINARY and DELEGATE_BINARY name static programs that are built already.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/buildkit
suite=${1:-sid}
pairs=${2:-15}
target=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS="-C target-feature=+crt-static"
[ -n "${MINESTOP_BINARY:-}" ] || cargo build --release --locked --no-default-features --target "$target"
[ -n "${DELEGATE_BINARY:-}" ] || cargo build --release --locked --target "$target" --example delegate
"$here/lab.sh" up "$suite"
lab() { "$here/lab.sh" run "$suite" "$@"; }
folder=$("$here/lab.sh" folder "$suite")
rm -rf "${folder:?}/bench"
mkdir -p "$folder/bench/base" "$folder/bench/minestop" "$folder/bench/delegate"
cp "${MINESTOP_BINARY:-${CARGO_TARGET_DIR:-target}/$target/release/minestop}" "$folder/bench/minestop/program"
cp "${DELEGATE_BINARY:-${CARGO_TARGET_DIR:-target}/$target/release/examples/delegate}" "$folder/bench/delegate/program"
cp "$(dirname "$folder")/bin/busybox" "$folder/bench/base/"
cat >"$folder/bench/run.sh" <<'SH'
set -eu
cd /lab/bench
pairs=$1
printf 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox","--install","-s","/bin"]\n' >base/Dockerfile
docker build -q -t localhost:5000/bench-base:1 base >/dev/null
docker push -q localhost:5000/bench-base:1 >/dev/null
for name in minestop delegate; do
  cat >$name/Dockerfile <<END
FROM scratch
COPY program /minestop
LABEL moby.buildkit.frontend.network.none="true" moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts"
ENTRYPOINT ["/minestop"]
END
  docker build -q -t localhost:5000/bench-$name:1 $name >/dev/null
  docker push -q localhost:5000/bench-$name:1 >/dev/null
  mkdir -p work-$name
  cat >work-$name/Dockerfile <<END
# syntax=localhost:5000/bench-$name:1
FROM localhost:5000/bench-base:1
RUN echo one >/one
COPY hello /hello
RUN cat /hello /one >/two
CMD ["cat", "/two"]
END
  echo hello >work-$name/hello
  docker build -q work-$name >/dev/null
done
now() { date +%s%N; }
build() { start=$(now); docker build -q "work-$1" >/dev/null; echo $((($(now) - start) / 1000)); }
: >minestop.us
: >delegate.us
first=minestop
second=delegate
for _ in $(seq "$pairs"); do
  build $first >>$first.us
  build $second >>$second.us
  swap=$first
  first=$second
  second=$swap
done
median() { sort -n "$1" | sed -n "$((($(wc -l <"$1") + 1) / 2))p"; }
m=$(median minestop.us)
d=$(median delegate.us)
echo "cached build, median of $pairs: minestop $((m / 1000)) ms, delegate only $((d / 1000)) ms, ratio $((m * 100 / d)) %"
mkdir -p tree-base tree-minestop
cp base/busybox tree-base/
for d in $(seq 500); do
  mkdir -p tree-base/t/$d
  for f in $(seq 20); do head -c 5500 /dev/urandom >tree-base/t/$d/$f; done
done
printf 'FROM localhost:5000/bench-base:1\nCOPY t /t\n' >tree-base/Dockerfile
docker build -q -t localhost:5000/bench-tree:1 tree-base >/dev/null
docker push -q localhost:5000/bench-tree:1 >/dev/null
printf '# syntax=localhost:5000/bench-minestop:1\nFROM localhost:5000/bench-tree:1\nRUN echo %s >/one\n' "$(now)" >tree-minestop/Dockerfile
docker build --progress=plain tree-minestop >tree-minestop.first 2>&1
docker build --progress=plain tree-minestop >tree-minestop.again 2>&1
for run in first again; do
  number=$(sed -n 's/^\(#[0-9]*\) \[minestop\] judge the built file system.*/\1/p' tree-minestop.$run | head -n 1)
  echo "scan of 10,000 files, $run: $(grep "^$number \(DONE\|CACHED\)" tree-minestop.$run | cut -d' ' -f2-)"
done
SH
lab sh /lab/bench/run.sh "$pairs"
