FROM debian:12-slim
CMD exec zcashd -printtoconsole "-gen=${NODE_GEN}"
