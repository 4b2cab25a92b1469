FROM debian:12-slim
SHELL ["/bin/sh.real", "-c"]
