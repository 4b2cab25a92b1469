FROM debian:12-slim
COPY work.yaml /etc/work.yaml
CMD ["/opt/work"]
