FROM debian:12-slim
COPY run.sh fix.patch /app/
WORKDIR /app
RUN patch -p1 -i fix.patch
CMD ["sh", "./run.sh"]
