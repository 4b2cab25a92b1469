#!/usr/bin/env bash
# static.sh [DIR]: builds a static program and packs it with manual pages, completions and a checksum into DIR (default:
# target/package). MINESTOP_TARGET names another processor than this machine's, such as aarch64-unknown-linux-musl: that needs
# cargo-zigbuild (`pip install cargo-zigbuild`), and MINESTOP_RUNNER, a minestop of this machine, which writes the manual pages.
set -euo pipefail
cd "$(dirname "$0")/.."

out=${1:-target/package}
here=$(uname -m)-unknown-linux-musl
target=${MINESTOP_TARGET:-$here}
build=build
[ "$target" = "$here" ] || build=zigbuild
profile=${MINESTOP_PROFILE:-release}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
MINESTOP_COMMIT=${MINESTOP_COMMIT:-$(git rev-parse --short=12 HEAD 2>/dev/null || true)}
export MINESTOP_COMMIT

if [ "$target" = "$here" ] && ! command -v musl-gcc "$here-gcc" >/dev/null; then
  echo "static.sh: musl-gcc is missing, which compiles the parts in C: apt-get install musl-tools" >&2
  exit 1
fi
rustup target add "$target" >/dev/null
cargo "$build" --locked --profile "$profile" --target "$target"
binary=${CARGO_TARGET_DIR:-target}/$target/$profile/minestop
if ldd "$binary" 2>/dev/null | grep -q '=>'; then
  echo "static.sh: $binary is not static" >&2
  exit 1
fi

name=minestop-$version-$target
rm -rf "${out:?}/$name"
mkdir -p "$out/$name/completions"
cp "$binary" README.md LICENSE CHANGELOG.md "$out/$name/"
runner=${MINESTOP_RUNNER:-$binary}
"$runner" man "$out/$name/man" >/dev/null
for shell in bash zsh fish; do
  "$runner" completions "$shell" >"$out/$name/completions/minestop.$shell"
done
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@"${SOURCE_DATE_EPOCH:-0}" \
  -C "$out" -czf "$out/$name.tar.gz" "$name"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz"
