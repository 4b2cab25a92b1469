FROM debian:12-slim
ENV SERVICE=xmrig-service
USER ${SERVICE%-service}
