# escape=`
FROM mcr.microsoft.com/powershell:lts-nanoserver-ltsc2022
COPY Clear.ps1 C:\tools\
ENTRYPOINT ["pwsh", "-File", "C:\\tools\\Clear.ps1"]
