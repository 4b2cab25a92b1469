import subprocess


class Work:
    NAMES = {"list": "ls", "found": "xmrig"}

    def go(self, name):
        subprocess.run([self.NAMES["list"], "-l"])
        print("looked for", self.NAMES["found"], "ab" * 2)


Work().go("list")
