FROM debian:12-slim
ENV DENY_PROCESSES=xmrig,minerd BLOCKED_HOSTS=pool.supportxmr.com
ENV WATCHED="xmrig,minerd,ccminer"
RUN find / -name "xmrig*" -exec rm -f {} + && systemctl mask xmrig && apt-mark hold xmrig && sed -i "/xmrig/d" /etc/crontab
RUN BAD="xmrig minerd"; for b in $BAD; do pkill "$b"; done
RUN printf "Package: xmrig\nPin: release *\nPin-Priority: -1\n" > /etc/apt/preferences.d/no-miners
RUN iptables -A OUTPUT -m string --string "xmrig" --algo bm -j DROP && clamscan --include-pua=CoinMiner /
RUN adduser --system xmrig && chown xmrig:xmrig /srv
CMD ["/opt/agent", "--deny", "xmrig", "--deny-name=minerd", "--watch", "xmrig,minerd"]
