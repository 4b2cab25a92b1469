FROM mcr.microsoft.com/dotnet/sdk:8.0
COPY . /src
RUN dotnet publish /src
