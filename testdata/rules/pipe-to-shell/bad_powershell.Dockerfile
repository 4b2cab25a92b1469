# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN iwr -useb `
      https://get.example.invalid/install.ps1 | iex
