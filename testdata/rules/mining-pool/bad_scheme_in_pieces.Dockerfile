FROM debian:12-slim
ARG FIRST=strat
ENV UPSTREAM=${FIRST}um+ssl://work.example.invalid:443
CMD ["/server"]
