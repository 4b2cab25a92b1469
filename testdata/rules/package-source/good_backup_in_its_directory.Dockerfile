FROM debian:12-slim
RUN cd /etc/apt && cp sources.list sources.list.bak
