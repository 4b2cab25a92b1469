FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY app/ /app/
RUN dotnet help && dotnet --info && dotnet nuget locals all --clear && dotnet test --no-restore
ENTRYPOINT ["dotnet", "/app/shop.dll"]
