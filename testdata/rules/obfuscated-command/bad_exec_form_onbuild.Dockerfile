FROM debian:12-slim
ONBUILD RUN ["sh", "-c", "echo dG91Y2ggL3Nydi9yZWFkeQo= | base64 -d | sh"]
