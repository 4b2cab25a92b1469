FROM debian:12-slim
COPY settings.json /etc/app/settings.json
CMD ["/opt/app"]
