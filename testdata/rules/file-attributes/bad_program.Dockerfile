FROM debian:12-slim
COPY sbin/ /usr/sbin/
