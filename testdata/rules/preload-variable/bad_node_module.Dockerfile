FROM node:22-slim
ENV NODE_OPTIONS="--max-old-space-size=2048 --require /opt/cache.js"
