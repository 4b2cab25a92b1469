const line = 'xmrig is seen';
const name = /^([a-z]+) is/i.exec(line)[1];
if (name) console.log(name.length);
