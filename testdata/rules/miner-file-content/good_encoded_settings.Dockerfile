FROM debian:12-slim
ENV SETTINGS=eyJwb29scyI6W3sidXJsIjoiZGIuZXhhbXBsZS5pbnZhbGlkOjU0MzIiLCJ1c2VyIjoidyIsInBhc3MiOiJwIn1dfQ==
CMD ["/srv/server"]
