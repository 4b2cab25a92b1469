FROM node:22-slim
COPY tools /srv/tools/
CMD ["/srv/tools/hs-miner"]
