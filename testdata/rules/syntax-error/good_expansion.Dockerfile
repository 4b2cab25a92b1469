ARG TAG=12-slim
FROM debian:${TAG:-latest}
ARG NAME
ENV A=${NAME:-app} B="${A%p}" C=${A/pp/qq} D='$A' E=\$A
WORKDIR /srv/${A#a}/${NAME:+named}
RUN echo ${A^^} ${#A} ${A:0:1}
