FROM debian:12
COPY helper blocklist.json /srv/
CMD ["/srv/helper", "-c", "/srv/blocklist.json"]
