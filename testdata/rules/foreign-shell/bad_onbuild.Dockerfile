FROM debian:12-slim
ONBUILD SHELL ["/opt/tool", "-c"]
