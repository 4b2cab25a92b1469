FROM bash:5.2
COPY check /usr/local/bin/check
CMD ["bash", "/usr/local/bin/check"]
