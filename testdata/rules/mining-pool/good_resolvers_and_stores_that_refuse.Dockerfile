FROM pihole/pihole:2024.07.0
RUN pihole deny pool.supportxmr.com && pihole -b xmr.2miners.com
RUN sqlite3 /etc/pihole/gravity.db "INSERT INTO domainlist(type, domain) VALUES (1, 'pool.supportxmr.com')"
RUN unbound-control local_zone xmr.2miners.com always_nxdomain
RUN redis-cli SADD blocked_hosts pool.supportxmr.com:3333
RUN printf 'address=/%s/0.0.0.0\n' pool.supportxmr.com > /etc/dnsmasq.d/pools.conf
RUN aws route53resolver update-firewall-domains --operation ADD --domains pool.supportxmr.com
