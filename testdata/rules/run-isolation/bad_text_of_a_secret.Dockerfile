# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN --mount=type=secret,id=setup,env=SETUP eval "$SETUP"
RUN --mount=type=secret,id=steps cat /run/secrets/steps | sh
