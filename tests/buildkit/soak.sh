#!/bin/sh
# Many builds through the gate, twenty at a time, on an engine that is disturbed: records of its cache are dropped, frontends
# and steps are killed, its disk is full for a moment. No build that must stop may be pushed; none that is clean may be
# refused; the engine lives on. Not a part of .ci/run: it takes a quarter of an hour.
#
#   tests/buildkit/soak.sh [SUITE] [BUILDS]     default: sid 200
#
# Needs what tests/buildkit/lab.sh needs. MINESTOP_BINARY names a static program that is built already.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/buildkit
suite=${1:-sid}
builds=${2:-200}
binary=$(tests/buildkit/program.sh)
"$here/lab.sh" up "$suite"
folder=$("$here/lab.sh" folder "$suite")
rm -rf "${folder:?}/soak"
mkdir -p "$folder/soak/gate" "$folder/soak/base"
cp "$binary" "$folder/soak/gate/minestop"
sed -n '/^FROM scratch/,$p' Dockerfile | sed 's|^COPY --from=build /out/|COPY |' >"$folder/soak/gate/Dockerfile"
printf 'COPY minestop.toml /etc/minestop/\n' >>"$folder/soak/gate/Dockerfile"
printf '[indicators]\nfile_markers = ["ACME-MARKER-9"]\n' >"$folder/soak/gate/minestop.toml"
cp "$(dirname "$folder")/bin/busybox" "$folder/soak/base/"
printf 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox","--install","-s","/bin"]\n' >"$folder/soak/base/Dockerfile"
cp "$here/soak-in-lab.sh" "$folder/soak/run.sh"
# BuildKit 0.13 (Docker 26.1) ends when it cannot save a record of its cache, with or without the gate: its `cacheManager.Save`
# reads the key that it has not got.
fills_disk=true
[ "$suite" != trixie ] || fills_disk=false
exec "$here/lab.sh" run "$suite" bash /lab/soak/run.sh "$builds" "$fills_disk"
