FROM debian:12-slim
RUN geth --dev version
CMD ["geth", "--mine"]
