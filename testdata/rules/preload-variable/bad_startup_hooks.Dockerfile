FROM mcr.microsoft.com/dotnet/aspnet:8.0
ENV DOTNET_STARTUP_HOOKS=/opt/hook.dll
