FROM debian:12-slim
RUN apt-get purge -y nano curl+
