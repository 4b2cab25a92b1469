# escape=`
FROM debian:12-slim
RUN cd /opt && `
    ./xm`
rig --config=c.json
