"""A private PostgreSQL server in a folder."""

import os
import pathlib
import pwd
import shutil
import subprocess

from psql import Psql, ServerError

def find_programs():
    """The folder of the newest server's programs, or None."""
    found = [p.parent for pattern in ("usr/lib/postgresql/*/bin/initdb", "usr/pgsql-*/bin/initdb")
             for p in pathlib.Path("/").glob(pattern)]
    if not found or not shutil.which("psql"):
        return None
    return max(found, key=lambda p: [int(n) for n in "".join(
        c if c.isdigit() else " " for c in str(p)).split()])


class PostgresServer:
    """Reached by a Unix socket in `home`. What it loses when the machine stops does not matter
    here, so it does not wait for the disk."""

    def __init__(self, programs, home):
        self.programs, self.home = programs, home
        self.data, self.log = home / "data", home / "log"
        self.socket = home / ".s.PGSQL.5432"
        self.session = None
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        self.environment.update(PGHOST=str(home), PGUSER="fz", PSQLRC="/dev/null", LC_ALL="C.UTF-8")

    def create(self):
        """Unless it is there already."""
        if self.home.exists():
            return
        self.home.mkdir()
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(self.home, nobody.pw_uid, nobody.pw_gid)
        self.control("initdb", "-D", self.data, "-U", "fz", "-A", "trust", "-N", "-E", "UTF8",
                     "--locale=C.UTF-8")
        self.start()

    def control(self, program, *arguments):
        user = "nobody" if os.getuid() == 0 else None
        with open(self.home / "control.log", "a+b") as log:
            ended = subprocess.run([self.programs / program, *arguments], user=user, cwd="/",
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env=self.environment)
            if ended.returncode != 0:
                log.seek(0)
                raise ServerError(f"{program}: {log.read().decode(errors='replace')[-2000:]}")

    def start(self):
        self.control("pg_ctl", "-D", self.data, "-w", "-t", "60", "-s", "-l", self.log, "-o",
                     f"-F -c listen_addresses='' -k '{self.home}' -c max_connections=200 -c jit=off", "start")

    def restart(self):
        """Without asking anybody, as after a crash of the server; it is up again at the end."""
        self.hang_up()
        self.control("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-t", "60", "-s", "-l",
                     self.log, "restart")

    def stop(self):
        """Unless it is gone already."""
        if self.session is None and not self.socket.exists():
            return
        self.hang_up()
        self.control("pg_ctl", "-D", self.data, "-m", "immediate", "-s", "stop")

    def hang_up(self):
        if self.session:
            self.session.close()
            self.session = None

    def ask(self, sql, database="postgres"):
        """The lines of the answer."""
        if self.session is None:
            self.session = Psql(self.environment)
        return self.session.ask(f"\\c {database}\n{sql};\n\\c postgres")

    def run_script(self, script, database):
        """The output of a psql of its own, which stops at the first error."""
        ended = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database],
            env=self.environment, input=script, capture_output=True, text=True)
        if ended.returncode != 0:
            raise ServerError(ended.stderr)
        return ended.stdout
