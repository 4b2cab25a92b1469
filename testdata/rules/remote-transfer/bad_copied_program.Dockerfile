FROM debian:12-slim
RUN cp /usr/bin/curl /tmp/c && /tmp/c -o /a other.example.invalid/a
