FROM debian:12-slim
COPY . /etc/app/
CMD ["app"]
