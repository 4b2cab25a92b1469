FROM debian:12-slim
COPY rule.yml /rule.yml
CMD ["kubectl", "apply", "-f", "/rule.yml"]
