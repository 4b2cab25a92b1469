'xmrig.exe', 'other.exe' | ForEach-Object { Start-Process $_ }
