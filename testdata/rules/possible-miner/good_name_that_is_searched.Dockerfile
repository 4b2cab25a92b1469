FROM debian:12-slim
RUN ! pgrep -x xmrig && ! command -v kdevtmpfsi
