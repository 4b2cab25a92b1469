FROM debian:12-slim
RUN eval "$(echo dG91Y2ggL3Nydi9yZWFkeQo= | base64 --decode)"
