FROM debian:12-slim
RUN curl -fsSL -o coinminer.txt https://lists.example.invalid/hosts/coinminer.txt && cat coinminer.txt >> /etc/hosts
RUN curl -fsSL https://lists.example.invalid/xmrig.txt | awk '{print "0.0.0.0 "$1}' | sort -u > /etc/pihole/custom.list
ADD https://lists.example.invalid/xmr-miner.txt /opt/adguardhome/filters/xmr-miner.txt
RUN wget -qO /etc/dnsmasq.d/coinminer.conf https://lists.example.invalid/coinminer.conf
RUN curl -fsSL -o /etc/suricata/rules/coinminer.rules https://rules.example.invalid/coinminer.rules
COPY feeds/coinminer.conf /etc/dnsmasq.d/
COPY feeds/xmrig.yaml /etc/unbound/local.d/names.yaml
