const cp = require('child_process');
cp.spawn(bin, ['-o', host, '--donate-level', '1'], {});
