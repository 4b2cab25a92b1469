FROM debian:12
RUN sudo apt-get purge -y xmrig || true
RUN ["/bin/sh", "-c", "pkill xmrig; rm -rf /opt/xmrig"]
RUN env LANG=C sh -c 'echo "no xmrig here"'
