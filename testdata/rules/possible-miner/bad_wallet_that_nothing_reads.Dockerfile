FROM debian:12-slim
COPY app.rules /etc/app/
CMD ["app"]
