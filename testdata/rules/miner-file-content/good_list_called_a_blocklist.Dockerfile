FROM debian:12
COPY agent blocklist.json /srv/
CMD ["/srv/agent", "--names", "/srv/blocklist.json"]
