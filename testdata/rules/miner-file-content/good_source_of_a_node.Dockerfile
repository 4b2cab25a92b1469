FROM gcc:14
COPY src /src
RUN g++ -o /usr/local/bin/a /src/a.cpp
CMD ["a"]
