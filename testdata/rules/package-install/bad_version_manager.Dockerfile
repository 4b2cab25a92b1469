FROM debian:12-slim
RUN . /root/.nvm/nvm.sh && nvm install 20
