FROM debian:12-slim
ONBUILD ENV MINING_POOL_URL=work.example.invalid:443
CMD ["/opt/app", "--donate-level", "1"]
