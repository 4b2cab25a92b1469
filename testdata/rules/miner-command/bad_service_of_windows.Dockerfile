FROM mcr.microsoft.com/windows/servercore:ltsc2022
COPY svc C:/svc
RUN C:\svc\web.exe install
