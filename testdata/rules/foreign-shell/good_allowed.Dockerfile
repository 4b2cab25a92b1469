FROM debian:12-slim
SHELL ["/usr/bin/nu", "-c"]
