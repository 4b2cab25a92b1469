FROM debian:12-slim
ENV XMRIG_VERSION=6
CMD ["/opt/app", "--donate-level", "1"]
