FROM debian:12-slim
ONBUILD RUN ["/opt/xmrig", "-B"]
