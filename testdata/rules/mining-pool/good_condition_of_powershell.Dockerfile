FROM mcr.microsoft.com/windows/servercore:ltsc2022
CMD ["powershell", "-Command", "if ((Test-NetConnection pool.supportxmr.com -Port 3333).TcpTestSucceeded) { exit 1 }"]
