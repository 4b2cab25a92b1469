FROM debian:12
COPY agent table.csv /srv/
CMD ["/srv/agent", "--data", "/srv/table.csv"]
