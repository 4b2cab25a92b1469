FROM debian:12-slim
COPY rules/*.yar /etc/yara/
