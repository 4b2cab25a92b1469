# escape=`
# escape=\
FROM debian:12-slim
