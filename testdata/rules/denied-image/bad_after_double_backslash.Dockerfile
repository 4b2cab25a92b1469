FROM debian:12-slim
RUN echo the next line is no continuation \\
FROM internal/legacy
