FROM debian:12-slim
COPY rules.yaml /etc/rules.yaml
CMD ["/opt/watch"]
