FROM node:22-slim
COPY a.js b.js c.js /app/
CMD node /app/a.js & node /app/b.js & geth --preload /app/c.js
