FROM debian:12-slim
RUN yarn --frozen-lockfile
