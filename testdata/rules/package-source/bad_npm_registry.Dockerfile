FROM node:22-slim
RUN npm config set registry http://registry.example.invalid/ && npm ci
