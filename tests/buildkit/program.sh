#!/bin/sh
# Prints the path of minestop as its image has it: static, without network code, with link-time optimisation. Builds it where it
# is not built; MINESTOP_BINARY names one that is.
set -eu
cd "$(dirname "$0")/../.."
if [ -n "${MINESTOP_BINARY:-}" ]; then
  echo "$MINESTOP_BINARY"
  exit
fi
target=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --locked --no-default-features --target "$target" >&2
echo "${CARGO_TARGET_DIR:-target}/$target/release/minestop"
