# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y git
RUN --mount=type=secret,id=token,target=/run/token ./configure --token-file=/run/token
RUN --mount=type=secret,id=netrc,target=/root/.netrc cat /root/.netrc > /dev/null
RUN --mount=type=bind,source=scripts,target=/scripts sh /scripts/setup.sh
