FROM debian:12-slim
WORKDIR /etc/apt
COPY sources.list .
