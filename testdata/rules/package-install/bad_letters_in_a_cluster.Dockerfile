FROM debian:12-slim
COPY a.deb /tmp/
RUN dpkg -Ei /tmp/a.deb
