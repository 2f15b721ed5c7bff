"""One psql that goes on running: to start one takes longer than most questions."""

import subprocess

END = "end of the answer"


class ServerError(Exception):
    pass


class Psql:
    def __init__(self, environment):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-d", "postgres"], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ask(self, sql):
        """The lines of the answer; throws ServerError if there is an error among them."""
        self.process.stdin.write(f"{sql}\n\\echo {END}\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if lines[-1] == END:
                break
        if not lines or lines.pop() != END or any(map(is_error, lines)):
            raise ServerError("\n".join(lines))
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def is_error(line):
    return line.startswith(("ERROR:", "FATAL:"))
