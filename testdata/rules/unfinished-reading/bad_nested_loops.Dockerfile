FROM debian:12-slim
RUN for a in 1 2 3 4 5 6 7 8 9 0; do for b in 1 2 3 4 5 6 7 8 9 0; do for c in 1 2 3 4 5 6 7 8 9 0; do \
    for d in 1 2 3 4 5 6 7 8 9 0; do for e in 1 2 3 4 5 6 7 8 9 0; do mkdir -p /cache/$a/$b/$c/$d/$e; \
    done; done; done; done; done
