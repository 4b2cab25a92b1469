FROM debian:12-slim
RUN git archive --remote=git@other.example.invalid:x HEAD
