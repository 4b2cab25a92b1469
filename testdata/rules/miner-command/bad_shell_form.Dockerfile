FROM debian:12-slim
cmd exec nohup nice -n 19 /opt/cpuminer/minerd -a scrypt -o "$URL" > /dev/null 2>&1 &
