FROM nvidia/cuda:12.6.0-runtime-ubuntu24.04
RUN curl -fsSLO https://dl.example.invalid/releases/qqminer-2.0.tar.gz && tar xf qqminer-2.0.tar.gz
CMD ["/srv/start.sh"]
