FROM debian:12-slim
RUN apt-get update && apt-get install -y msr-tools
CMD modprobe msr allow_writes=on; wrmsr -a 0x1a4 0xf; exec /server
