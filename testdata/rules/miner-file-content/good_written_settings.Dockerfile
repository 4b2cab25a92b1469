FROM debian:12-slim
# a connection pool of a database has pools, addresses and users, too
RUN echo '{"pools":[{"url":"db.example.invalid:5432","user":"web","pass":"x"}],"threads":4,"user":"web"}' > /etc/app.json
# and one key of a miner is none of its configurations
COPY <<END /etc/blocked-keys.json
{ "donate-level": "a key that the filter looks for" }
END
