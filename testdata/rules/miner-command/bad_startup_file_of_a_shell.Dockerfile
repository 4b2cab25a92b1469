FROM debian:12-slim
COPY <<"END" /etc/start
first=xm; ${first}rig --version
END
ENV ENV=/etc/start
CMD ["sh", "-i"]
