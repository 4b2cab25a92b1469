# curl https://downloads.example.invalid/tool
FROM debian:12-slim
LABEL org.opencontainers.image.source=https://git.example.invalid/team/tool
ENV API=https://api.example.invalid
COPY vendor/tool.tar.gz /opt/
ADD vendor/data.tar.gz /srv/
RUN tar -xf /opt/tool.tar.gz && curl --version && apt-get purge -y wget
