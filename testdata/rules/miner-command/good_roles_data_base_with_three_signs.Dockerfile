FROM debian:12-slim
# the port is that of a data base: a client of it gets a server, a user and a password, whatever its host is called
RUN /opt/app --server mining-pool.example.invalid:5432 --user web --pass x
