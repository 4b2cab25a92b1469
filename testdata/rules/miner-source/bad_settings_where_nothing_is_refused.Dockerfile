FROM debian:12-slim
COPY feeds/coinminer.conf /etc/other/
