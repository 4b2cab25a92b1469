FROM debian:12-slim
RUN useradd --create-home node
COPY monerod /usr/local/bin/
USER node
EXPOSE 18080 18081
ENTRYPOINT ["monerod", "--non-interactive", "--rpc-bind-ip=0.0.0.0", "--confirm-external-bind"]
