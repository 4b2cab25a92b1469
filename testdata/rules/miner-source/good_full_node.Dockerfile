# git clone https://github.com/xmrig/xmrig
FROM debian:12-slim AS build
RUN git clone --recursive --branch v0.18.3.4 https://github.com/monero-project/monero.git /src
RUN cmake -S /src -B /out -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTS=OFF && make -C /out
