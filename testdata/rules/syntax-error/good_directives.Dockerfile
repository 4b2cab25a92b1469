#syntax=docker/dockerfile:1
#  eScApE = `
# check=skip=all
FROM debian:12-slim
RUN echo one `
         two
COPY a C:\
CMD ["x"] || y
