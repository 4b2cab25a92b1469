set pool stratum+tcp://pool.example.invalid
exec ./worker -o $pool:3333
