FROM node:20
COPY app.js /
RUN node /app.js
