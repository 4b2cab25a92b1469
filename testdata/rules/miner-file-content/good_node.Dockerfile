FROM debian:12-slim
COPY noded /usr/local/bin/
ENTRYPOINT ["noded"]
