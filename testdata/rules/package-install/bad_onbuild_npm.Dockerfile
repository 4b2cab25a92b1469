FROM node:22-slim
ONBUILD COPY package.json package-lock.json ./
ONBUILD RUN npm ci --omit=dev
