FROM debian:12-slim
RUN git -c alias.k=clone k git@other.example.invalid:x
