# escape=`
FROM debian:12-slim

RUN echo one `
    two
