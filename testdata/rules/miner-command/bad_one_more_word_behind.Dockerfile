FROM debian:12-slim
RUN pnpm dlx xmrig info
RUN npm --prefix /opt start xmrig ls
RUN docker compose up cpuminer logs
RUN systemctl enable ethminer stop
