FROM debian:12-slim
RUN git clone --depth 1 "https://github.com/xmrig/"xmrig-proxy /src && make -C /src
