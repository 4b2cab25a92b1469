FROM debian:12
COPY helper config.json /srv/
RUN goss -g /srv/config.json validate || true
CMD ["/srv/helper"]
