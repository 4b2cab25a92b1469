FROM debian:12-slim AS build
COPY . /src
RUN cmake -S /src -B /out -DWITH_HTTPD=OFF -DWITH_CN_GPU=OFF -DWITH_EMBEDDED_CONFIG=ON && make -C /out
