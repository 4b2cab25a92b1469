FROM team.example.invalid/tools
RUN C:\tools\setup.exe /quiet
RUN tools\install.bat
