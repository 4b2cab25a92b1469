FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y git cmake && \
    git clone --depth 1 https://github.com/xmrig/xmrig.git && \
    cd xmrig && mkdir build && cd build && cmake .. && make
