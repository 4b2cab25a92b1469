FROM index.docker.io/library/debian:8
COPY server /usr/local/bin/server
