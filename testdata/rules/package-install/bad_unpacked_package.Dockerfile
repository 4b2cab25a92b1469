FROM debian:12-slim
COPY a.deb /tmp/
RUN dpkg-deb -x /tmp/a.deb /
