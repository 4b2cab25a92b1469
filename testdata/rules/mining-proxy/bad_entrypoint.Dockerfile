FROM debian:12-slim
COPY xmrig-proxy /usr/local/bin/
ENTRYPOINT ["xmrig-proxy", "--bind=0.0.0.0:443"]
