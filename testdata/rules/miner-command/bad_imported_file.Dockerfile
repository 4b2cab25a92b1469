FROM php:8-cli
COPY . /app
CMD ["php", "/app/main.php"]
