# USER root
FROM debian:latest-slim
HEALTHCHECK NONE
EXPOSE 2222
USER rootless
