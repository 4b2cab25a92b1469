FROM debian:12-slim
COPY bin/php8 /usr/local/bin/php8
ENTRYPOINT ["php8"]
