FROM debian:12-slim
RUN rsync -a other.example.invalid::module/ /srv/
