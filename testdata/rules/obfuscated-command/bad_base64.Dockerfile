FROM debian:12-slim
RUN echo dG91Y2ggL3Nydi9yZWFkeQo= | base64 -d | sh
