FROM debian:12-slim
COPY work /work
ENTRYPOINT ["/opt/keeper", "sh", "/work"]
