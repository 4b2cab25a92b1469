FROM debian:12-slim
RUN geth init genesis.json
CMD ["geth", "--mine"]
