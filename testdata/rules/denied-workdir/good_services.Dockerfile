# WORKDIR /xmrig
FROM debian:12-slim
ENV OLD=/xmrig
WORKDIR /usr/src/app
WORKDIR config
WORKDIR /srv/secrets
