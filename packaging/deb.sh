#!/usr/bin/env bash
# deb.sh BINARY [DIR]: packs a static minestop with manual pages and completions as a Debian package into DIR (default:
# target/package). For another processor MINESTOP_ARCHITECTURE names it (arm64), and MINESTOP_RUNNER a minestop of this machine.
set -euo pipefail
binary=$(realpath "$1")
cd "$(dirname "$0")/.."
out=${2:-target/package}

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -1)
architecture=${MINESTOP_ARCHITECTURE:-$(dpkg --print-architecture)}
runner=$(realpath "${MINESTOP_RUNNER:-$binary}")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

install -Dm755 "$binary" "$tree/usr/bin/minestop"
"$runner" man "$tree/usr/share/man/man1" >/dev/null
gzip -9n "$tree"/usr/share/man/man1/*.1
complete() { # SHELL PATH
  mkdir -p "$tree/$(dirname "$2")"
  "$runner" completions "$1" >"$tree/$2"
}
complete bash usr/share/bash-completion/completions/minestop
complete zsh usr/share/zsh/vendor-completions/_minestop
complete fish usr/share/fish/vendor_completions.d/minestop.fish
install -Dm644 LICENSE "$tree/usr/share/doc/minestop/copyright"
install -Dm644 README.md "$tree/usr/share/doc/minestop/README.md"
cp -r docs "$tree/usr/share/doc/minestop/docs"

mkdir "$tree/DEBIAN"
cat >"$tree/DEBIAN/control" <<CONTROL
Package: minestop
Version: $version
Architecture: $architecture
Maintainer: minestop maintainers <maintainers@example.invalid>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Section: utils
Priority: optional
Recommends: git
Description: stop image builds that would put a cryptocurrency miner into an image
 Judges what a Dockerfile does, as BuildKit reads it, under a policy of the
 organisation: linter, scanner of images and BuildKit frontend in one program.
CONTROL
mkdir -p "$out"
dpkg-deb --build --root-owner-group "$tree" "$out/minestop_${version}_$architecture.deb" >/dev/null
echo "$out/minestop_${version}_$architecture.deb"
