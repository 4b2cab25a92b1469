# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["C:\\Windows\\System32\\cmd.exe", "/S", "/C"]
RUN echo hello
SHELL ["pwsh.exe", "-Command", "$ErrorActionPreference = 'Stop';"]
RUN Write-Host hello
