FROM debian:12-slim
ONBUILD RUN --mount=type=bind,from=alpine,target=/mnt cp /mnt/bin/busybox /bin/
