# ENTRYPOINT ["./xmrig"]
FROM debian:12-slim
LABEL blocks="xmrig minerd"
RUN apt-get purge -y xmrig bfgminer; rm -f /usr/bin/xmrig; pkill -9 xmrig || true
RUN ! grep -rl 'donate-level' /opt && ! command -v minerd && ! pgrep -x xmrig
RUN echo "no xmrig found"
