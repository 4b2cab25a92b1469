#!/bin/sh
exec geth --dev --mine --miner.threads="$(nproc)"
