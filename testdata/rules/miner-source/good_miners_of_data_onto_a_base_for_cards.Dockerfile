FROM nvidia/cuda:12.6.0-runtime-ubuntu24.04
RUN git clone https://git.example.invalid/team/text-miner.git /src && curl -O https://dl.example.invalid/determiners.json
CMD ["/srv/start.sh"]
