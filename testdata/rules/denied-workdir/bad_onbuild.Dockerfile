FROM debian:12-slim
ONBUILD WORKDIR /xmrig/build
