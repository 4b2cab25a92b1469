FROM debian:12-slim
ONBUILD ENV UPSTREAM stratum2+ssl://work.example.invalid:443
