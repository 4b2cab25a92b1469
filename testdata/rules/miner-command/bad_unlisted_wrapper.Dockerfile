FROM debian:12-slim
ENTRYPOINT ["/opt/anything", "sh", "-c", "a=xm; ${a}rig"]
