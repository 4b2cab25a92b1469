FROM debian:12-slim
COPY tool /usr/bin/
