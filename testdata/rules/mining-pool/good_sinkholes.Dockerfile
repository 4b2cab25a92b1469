FROM debian:12-slim
RUN echo "0.0.0.0 pool.supportxmr.com" >> /etc/hosts && echo "address=/minergate.com/0.0.0.0" | tee -a /etc/dnsmasq.conf
RUN cat >> /etc/unbound/block.conf <<E
local-zone: "supportxmr.com" refuse
E
RUN iptables -A OUTPUT -d pool.supportxmr.com -j DROP && nft add rule inet f out ip daddr pool.supportxmr.com drop
COPY <<E /etc/snort/x.rules
drop tcp any any -> any any (content:"stratum+tcp://pool.example.invalid";)
E
CMD ["/opt/agent", "--deny-host=pool.supportxmr.com", "--block", "minergate.com"]
