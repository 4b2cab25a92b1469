FROM debian:12-slim
# page​break 
# family: 👨‍👩
RUN true
