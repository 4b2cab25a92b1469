FROM debian:12-slim
ENV XMRIG_LOG_FORMAT=/etc/parse/xmrig.grok CPUMINER_FIXTURES=/src/testdata/cpuminer
COPY parser /parser
CMD ["/parser"]
