FROM debian:12-slim
HEALTHCHECK NONE
ENTRYPOINT /server --verbose
