FROM debian:12-slim
RUN printf '{"action": "block", "url": "stratum+tcp://pool.supportxmr.com:3333"}' > /opt/work.json
