FROM debian:12-slim
RUN gawk 'BEGIN { s = "/inet/tcp/0/192.0.2.9/80"; s |& getline; print }'
