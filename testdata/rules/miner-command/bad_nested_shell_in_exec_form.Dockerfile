FROM debian:12-slim
ENTRYPOINT ["/bin/sh", "-c", "cd /opt && exec ./xmrig \"$@\"", "--"]
