FROM node:22
COPY package.json app.js ./
