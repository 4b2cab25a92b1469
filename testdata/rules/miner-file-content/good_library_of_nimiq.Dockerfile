FROM node:14-buster
RUN npm i @nimiq/core@1.6.0
COPY index.js ./
CMD ["node", "index.js"]
