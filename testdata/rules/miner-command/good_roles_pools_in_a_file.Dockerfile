FROM debian:12-slim
RUN /opt/app --pool pools.json --wallet main --password secret
RUN /opt/app --pool servers. --wallet main --password secret
