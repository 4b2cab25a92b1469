# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN --mount=type=secret,id=token,env=TOKEN ./configure --token="$TOKEN"
RUN --mount=type=secret,id=key key="$(cat /run/secrets/key)"; echo "$key" | sha256sum > /srv/key.sum
