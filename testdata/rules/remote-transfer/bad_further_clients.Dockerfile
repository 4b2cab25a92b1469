FROM debian:12-slim
RUN qbittorrent-nox magnet:thing
RUN datalad install thing
RUN udocker pull other/thing
