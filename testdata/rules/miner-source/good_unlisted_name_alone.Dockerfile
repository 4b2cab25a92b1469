FROM debian:12-slim
RUN git clone https://git.example.invalid/team/qq-miner.git /src
CMD ["/srv/start.sh"]
