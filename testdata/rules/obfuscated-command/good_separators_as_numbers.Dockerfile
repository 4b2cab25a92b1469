FROM debian:12-slim
RUN cat list.txt | tr '\012' '\073' | sh
