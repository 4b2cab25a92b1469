FROM debian:12-slim
RUN php composer.phar require some/package
