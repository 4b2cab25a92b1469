#!/bin/sh
# Shows the gate at work: builds the image, brings an engine up, lets it build the example of a miner, which is refused, and
# a clean Dockerfile with and without minestop, which gives the same image. Needs what tests/buildkit/lab.sh needs.
#
#   tests/buildkit/demo.sh [SUITE]     default: trixie (Docker 26.1)
set -eu
cd "$(dirname "$0")/../.."
suite=${1:-trixie}
binary=$(tests/buildkit/program.sh)
tests/buildkit/lab.sh up "$suite"
folder=$(tests/buildkit/lab.sh folder "$suite")/demo
rm -rf "$folder"
mkdir -p "$folder/image" "$folder/program/out" "$folder/miner" "$folder/clean"
cp "$binary" "$folder/program/out/minestop"
cp Dockerfile "$folder/image/"
{ echo '# syntax=localhost:5000/minestop:1'; cat examples/monero-miner/Dockerfile; } >"$folder/miner/Dockerfile"
printf 'FROM scratch\nCOPY hello /hello\nCMD ["/hello"]\n' >"$folder/clean/Dockerfile"
echo hello >"$folder/clean/hello"
touch -d @0 "$folder/clean/hello"
exec tests/buildkit/lab.sh run "$suite" sh -c '
  say() { printf "\n\$ %s\n" "$*"; }
  cd /lab/demo
  say docker build -t localhost:5000/minestop:1 .
  docker buildx build -q --build-context build=/lab/demo/program -t localhost:5000/minestop:1 image
  docker push -q localhost:5000/minestop:1
  say docker build examples/monero-miner
  if docker build --progress=plain miner; then echo "the miner was built" >&2; exit 1; fi
  say docker build --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1 clean
  with=$(docker build -q --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1 clean); echo "$with"
  say docker build clean
  without=$(docker build -q clean); echo "$without"
  if [ "$with" = "$without" ]; then echo "the same image"; else echo "another image" >&2; exit 1; fi'
