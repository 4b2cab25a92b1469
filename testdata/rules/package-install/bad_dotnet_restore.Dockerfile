FROM debian:12-slim
COPY . /src
RUN dotnet restore /src/app.csproj
