FROM debian:12
# none of these says a word to whoever answers
RUN nc -z -w 3 pool.supportxmr.com 3333 && exit 1 || true
RUN if timeout 3 bash -c '</dev/tcp/pool.supportxmr.com/3333'; then exit 1; fi
RUN nmap -Pn -p 3333 pool.supportxmr.com -oG - | grep -q open && exit 1 || true
RUN if host pool.supportxmr.com; then exit 1; fi
HEALTHCHECK CMD dig +short @127.0.0.1 pool.supportxmr.com | grep -qx 0.0.0.0
