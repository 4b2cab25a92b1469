FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN powershell -Command "Invoke-WebRequest https://lists.example.invalid/coinminer.txt -OutFile C:\lists\coinminer.txt"
