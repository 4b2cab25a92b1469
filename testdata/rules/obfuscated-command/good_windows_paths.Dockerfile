FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN setx PATH %PATH%;c:\go\bin
CMD c:\app\server.exe --port 8080
