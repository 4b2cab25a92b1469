FROM debian:12-slim
ARG NAME=app
WORKDIR /srv/${NAME^^}
