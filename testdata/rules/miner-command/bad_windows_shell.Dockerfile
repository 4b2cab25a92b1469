FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD C:\tools\xmrig.exe -o pool.example.invalid:3333 -u team7
