FROM node:22-slim
ENV ENV=production NODE_ENV=production
