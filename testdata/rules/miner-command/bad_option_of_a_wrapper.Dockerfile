FROM debian:12-slim
ENTRYPOINT ["doppler", "run", "--command", "name=xm; ${name}rig"]
