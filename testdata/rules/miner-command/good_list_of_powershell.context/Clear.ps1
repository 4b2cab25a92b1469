$names = 'xmrig', 'nbminer', 'lolMiner'
foreach ($p in Get-Process -Name $names) { Stop-Process -Id $p.Id -Force }
'xmr.nanopool.org', 'pool.supportxmr.com' | ForEach-Object { Add-Content C:\Windows\System32\drivers\etc\hosts "0.0.0.0 $_" }
