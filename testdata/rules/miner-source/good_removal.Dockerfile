FROM debian:12-slim
LABEL see="https://github.com/xmrig/xmrig"
RUN apt-get purge -y xmrig && rm -rf /opt/xmrig && ! grep -r 'github.com/xmrig/xmrig' /etc
