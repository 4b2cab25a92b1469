FROM bash:5.2
COPY watch /usr/local/bin/watch
CMD ["bash", "/usr/local/bin/watch"]
