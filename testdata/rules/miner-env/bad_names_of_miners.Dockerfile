FROM debian:12-slim
ENV XMRIG_VERSION=6.21.3 \
    DONATE_LEVEL=0
CMD ["/opt/app", "--donate-level", "1"]
