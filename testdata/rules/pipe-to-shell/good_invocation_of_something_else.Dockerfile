FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
# what is run was known before, what is fetched is shown
RUN iex $env:PREPARE; Invoke-RestMethod https://status.example.invalid/ping
RUN Invoke-WebRequest https://dl.example.invalid/a.zip -OutFile a.zip; iex "make $env:GOAL"
