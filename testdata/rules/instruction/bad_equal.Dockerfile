FROM debian:12-slim
HEALTHCHECK NONE
user \
  root
