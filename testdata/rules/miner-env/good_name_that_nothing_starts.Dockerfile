FROM debian:12-slim
ENV WATCHED_PROCESS=xmrig
CMD ["/opt/watch"]
