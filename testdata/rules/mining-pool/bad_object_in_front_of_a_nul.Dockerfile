FROM debian:12-slim
COPY work.json /etc/work.json
CMD ["/opt/work", "-c", "/etc/work.json"]
