FROM node:22-slim
RUN git clone --depth 1 https://github.com/zone117x/node-open-mining-portal.git /srv/portal
