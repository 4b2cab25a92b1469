FROM node:22-slim
COPY find.js /find.js
RUN node /find.js
