FROM debian:12-slim
ENV BASE=/srv
WORKDIR $BASE/secret/tool
