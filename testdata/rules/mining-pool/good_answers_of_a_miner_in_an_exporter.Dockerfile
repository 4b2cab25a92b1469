FROM node:22
WORKDIR /srv
COPY exporter.js .
CMD ["node", "exporter.js"]
