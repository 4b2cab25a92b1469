FROM golang:1.24
ARG OWNER=sammy007
ADD https://github.com/${OWNER}/open-ethereum-pool.git /src
RUN make -C /src
