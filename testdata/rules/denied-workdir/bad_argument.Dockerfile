FROM debian:12-slim
ARG NAME=xmrig
workdir /${NAME}
