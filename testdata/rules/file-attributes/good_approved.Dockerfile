FROM debian:12-slim
COPY bin/ /usr/bin/
