FROM debian:12
RUN ["sudo", "sh", "-c", "pkill xmrig; cp -r /a /opt/xmrig"]
RUN env LANG=C timeout 5 nice /b/xmrig
