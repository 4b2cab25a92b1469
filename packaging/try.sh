#!/usr/bin/env bash
# try.sh [DIR]: installs what static.sh, deb.sh and maturin have written into DIR (default: target/package) in a fresh Debian
# without Rust, each by one command, and lints with each; then pre-commit from PyPI runs the hook of a clone of this repository.
# Needs root, debootstrap, a mirror of Debian and one of PyPI. What cannot be tried fails.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath "${1:-target/package}")
suite=${MINESTOP_SUITE:-trixie}

fail() { echo "try.sh: $*" >&2; exit 1; }
one() { # the only file of a pattern
  local files=("$out"/$1)
  [ ${#files[@]} -eq 1 ] && [ -e "${files[0]}" ] || fail "$out has not one $1: ${files[*]}"
  echo "${files[0]}"
}
archive=$(one 'minestop-*-linux-musl.tar.gz')
package=$(one 'minestop_*.deb')
wheel=$(one 'minestop-*.whl')

root=$(mktemp -d)
chmod 755 "$root" # mandb drops its rights
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=python3-pip,python3-venv,git,man-db "$suite" "$root" >"$out/try.log" 2>&1 ||
  fail "debootstrap failed, see $out/try.log"
mount -t proc proc "$root/proc"
# pip takes nothing but what was fetched here
inside() { chroot "$root" env -i HOME=/root PATH="$path" PIP_NO_INDEX=1 PIP_FIND_LINKS=/try/wheels sh -ec "$1"; }
path=/usr/sbin:/usr/bin:/sbin:/bin
! inside 'command -v cargo rustc' || fail "$suite has Rust"

mkdir "$root/try" "$root/try/wheels"
cp "$archive" "$package" "$wheel" "$root/try/"
minor=$(inside 'python3 -c "import sys; print(sys.version_info.minor)"')
python3 -m pip download -q -d "$root/try/wheels" --only-binary=:all: --python-version "3.$minor" pre-commit setuptools
git clone -q . "$root/try/clone"
mkdir "$root/try/project"
cp examples/monero-miner/Dockerfile "$root/try/project/"

# tried TITLE PROGRAM: it refuses the Dockerfile of the project; all say the same version.
version=
tried() {
  local said status=0
  said=$(inside "cd /try/project && $2 lint" 2>&1) || status=$?
  [ "$status" -eq 1 ] && grep -q 'STOP\[mining-pool\]' <<<"$said" || fail "$1: exit code $status: $said"
  said=$(inside "$2 --version")
  [ -z "$version" ] || [ "$said" = "$version" ] || fail "$1 says $said, not $version"
  version=$said
  echo "ok $1: $said"
}

inside "tar -C /opt -xzf /try/$(basename "$archive")"
tried 'static program' "/opt/$(basename "$archive" .tar.gz)/minestop"
inside "dpkg -i /try/$(basename "$package") >/dev/null && man -w minestop >/dev/null && test -e /usr/share/bash-completion/completions/minestop"
tried 'Debian package' /usr/bin/minestop
inside 'dpkg -r minestop >/dev/null'
inside "python3 -m venv /try/venv && /try/venv/bin/pip install -q /try/$(basename "$wheel")"
tried 'wheel' /try/venv/bin/minestop

path=/try/venv/bin:$path
inside '/try/venv/bin/pip install -q pre-commit'
inside 'git config --global --add safe.directory "*"; git init -q /try/project'
hooked() { # TITLE CONFIGURATION: the hook refuses the Dockerfile of the project, and passes a clean one
  local said status=0
  echo "$2" >"$root/try/project/.pre-commit-config.yaml"
  cp examples/monero-miner/Dockerfile "$root/try/project/"
  said=$(inside 'cd /try/project; git add -A; pre-commit run --all-files' 2>&1) || status=$?
  [ "$status" -eq 1 ] && grep -q 'STOP\[mining-pool\]' <<<"$said" || fail "$1: exit code $status: $said"
  cp examples/clean/Dockerfile "$root/try/project/"
  inside 'cd /try/project; git add -A; pre-commit run --all-files' >/dev/null || fail "$1 refuses a clean Dockerfile"
  echo "ok $1: refuses the miner, passes without it"
}
hooked 'pre-commit with a clone' "repos: [{ repo: /try/clone, rev: $(git rev-parse HEAD), hooks: [{ id: minestop-system }] }]"
mv "$root/try/venv/bin/minestop" "$root/try/gone"
hooked 'pre-commit with the wheel alone' "repos:
  - repo: local
    hooks:
      - id: minestop
        name: minestop
        language: python
        additional_dependencies: [/try/$(basename "$wheel")]
        entry: minestop lint
        types: [dockerfile]"
