FROM debian:12-slim
ENV C=xmrig
ENTRYPOINT ["$C"]
