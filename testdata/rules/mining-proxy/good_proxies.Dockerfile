# ENTRYPOINT ["xmrig-proxy"]
FROM debian:12-slim
RUN apt-get update && apt-get install -y haproxy nginx && ! pgrep xmrig-proxy
CMD ["cloud-sql-proxy", "--port", "3333", "db"]
