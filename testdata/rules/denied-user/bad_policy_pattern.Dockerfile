FROM debian:12-slim
USER build-17
