FROM debian:12-slim
ENV PATTERNS=/etc/parse/xmrig.grok
CMD ["/opt/parser"]
