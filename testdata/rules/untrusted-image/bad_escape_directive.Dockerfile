# escape=`
FROM debian:12-slim
RUN echo this backslash continues nothing \
FROM busybox
