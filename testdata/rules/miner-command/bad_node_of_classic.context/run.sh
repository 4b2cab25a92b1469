#!/bin/sh
set -- --classic --mine
set -- "$@" --miner.threads="$(nproc)"
exec geth "$@"
