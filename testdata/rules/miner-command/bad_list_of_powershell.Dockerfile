# escape=`
FROM mcr.microsoft.com/powershell:lts-nanoserver-ltsc2022
COPY Start.ps1 C:\tools\
ENTRYPOINT ["pwsh", "-File", "C:\\tools\\Start.ps1"]
