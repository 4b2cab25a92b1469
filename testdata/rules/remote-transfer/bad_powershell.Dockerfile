# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN Invoke-WebRequest `
      -Uri https://downloads.example.invalid/tool.zip -OutFile C:\tool.zip
