FROM node:22-slim
RUN git clone https://github.com/zone117x/node-open-mining-portal /srv/portal
CMD ["node", "/srv/portal/init.js"]
