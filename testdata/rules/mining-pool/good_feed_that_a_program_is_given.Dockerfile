FROM debian:12
COPY agent feed.json table.csv /srv/
CMD ["/srv/agent", "--data", "/srv/feed.json", "--more", "/srv/table.csv"]
