FROM node:22-slim
RUN apt-get update && apt-get install -y libx11-dev x11-utils libscrypt-dev
RUN npm install scrypt equihash-docs && openssl speed scrypt
ENV HASH=x11 DISPLAY=:0
CMD ["node", "server.js", "--pool=primary", "--algorithm=RS256"]
