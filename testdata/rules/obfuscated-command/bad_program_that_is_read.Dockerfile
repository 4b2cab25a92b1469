FROM debian:12-slim
RUN read -r tool < /etc/tool && $tool --start
