FROM node:22-slim
run <<EOF
git clone --depth 1 https://github.com/dvandal/cryptonote-nodejs-"pool" /pool
cd /pool && npm ci
EOF
