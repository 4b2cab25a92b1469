FROM debian:12-slim
ENV ROOT=/
WORKDIR ${ROOT}srv/secret/keys
