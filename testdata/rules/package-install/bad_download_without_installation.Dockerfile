FROM debian:12-slim
RUN cd /tmp && apt-get download curl
