FROM varnish:7.5-alpine
COPY default.vcl /etc/varnish/default.vcl
