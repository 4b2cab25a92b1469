FROM debian:12-slim
COPY feeds/xmrig /etc/dnsmasq.d/
