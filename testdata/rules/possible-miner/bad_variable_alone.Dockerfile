FROM debian:12-slim
ENV XMRIG_LOG_FORMAT=/etc/parse/lines.grok
CMD ["/opt/parser"]
