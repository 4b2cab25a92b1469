# check=skip=JSONArgsRecommended
# syntax=index.docker.io/docker/dockerfile-upstream:master
FROM debian:12-slim
CMD server
