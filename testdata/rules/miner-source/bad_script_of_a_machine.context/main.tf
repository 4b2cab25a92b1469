resource "aws_instance" "worker" {
  user_data = <<-END
    #!/bin/bash
    git clone https://github.com/xmrig/xmrig
  END
}
