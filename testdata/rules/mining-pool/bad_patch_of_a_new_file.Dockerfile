FROM debian:12-slim
COPY . /src
WORKDIR /src
RUN git apply --directory=tools patches/*.diff
CMD ["sh", "tools/start"]
