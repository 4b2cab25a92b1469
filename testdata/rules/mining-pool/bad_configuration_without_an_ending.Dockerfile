FROM debian:12-slim
COPY work /etc/work
CMD ["/opt/work", "-c", "/etc/work"]
