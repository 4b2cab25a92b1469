# blocked: pool.supportxmr.com, stratum+tcp://
FROM debian:12-slim
LABEL blocks="pool.supportxmr.com"
RUN ! grep -rF 'supportxmr.com' /etc && echo "never connect to stratum+tcp://"
