FROM debian:12-slim
ENV DB_POOL=primary DB_POOL_SIZE=10 POOL_URL=postgres://db.example.invalid/app
EXPOSE 3333 4444 14444
CMD ["pgbouncer", "--pool=main", "/etc/pgbouncer.ini"]
