FROM debian:12-slim
COPY application.conf main.json client.conf /etc/zz/
