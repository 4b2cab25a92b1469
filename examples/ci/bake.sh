#!/bin/sh
# Builds every target of a bake file through the gate, whatever frontend its Dockerfiles name: bake.sh [TARGET…]. MINESTOP_GATE names the
# gate by digest. The variable BUILDKIT_SYNTAX in the environment would do nothing for bake.
set -eu
case "${MINESTOP_GATE:?the gate, as registry.example.invalid/minestop@sha256:DIGEST}" in
*@sha256:*) ;;
*) echo "bake.sh: name the gate by its digest: under a tag an engine takes what it has itself" >&2; exit 2 ;;
esac
# a source policy of the caller could put another image in the place of the gate
unset EXPERIMENTAL_BUILDKIT_SOURCE_POLICY
exec docker buildx bake --set "*.args.BUILDKIT_SYNTAX=$MINESTOP_GATE" "$@"
