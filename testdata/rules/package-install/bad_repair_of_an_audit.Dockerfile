FROM node:22-slim
RUN npm audit fix
