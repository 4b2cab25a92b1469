FROM debian:12-slim
ENV WALLET=changeme
RUN git clone https://git.example.invalid/team/qq-miner.git /src
CMD ["/srv/start.sh"]
