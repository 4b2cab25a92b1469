# ENV XMRIG_VERSION=6.21.3
FROM debian:12-slim
LABEL DONATE_LEVEL=1
ENV WALLET_SERVICE_URL=https://wallet.example.invalid ORACLE_WALLET=/opt/oracle/wallet
RUN echo XMRIG_VERSION
