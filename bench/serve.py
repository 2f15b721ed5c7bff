#!/usr/bin/env python3
"""Measures `fz serve` with wrk: bench/serve.py [FZ] [--url URL] [--seconds N]

On SQLite unless a URL of an empty PostgreSQL database is given; 1,000 users. Prints a table. Nothing
here is a test: a busy machine gives other numbers.
"""

import argparse
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
USERS = 1000
KEY = "your-very-secret-and-exclusive-key"

parser = argparse.ArgumentParser()
parser.add_argument("fz", nargs="?", default=os.path.join(ROOT, "build/release/fz"))
parser.add_argument("--url", default="sqlite:///database.db")
parser.add_argument("--seconds", type=int, default=10)
options = parser.parse_args()
options.fz = os.path.abspath(options.fz)


def row(what, value):
    print(f"| {what} | {value} |", flush=True)


class Project:
    def __init__(self, folder):
        self.folder = folder
        self.environment = {**os.environ, "SECRET_KEY": KEY, "DATABASE_URL": options.url}
        subprocess.run(["cp", "-r", ROOT + "/alembic.toml", ROOT + "/migrations", folder], check=True)
        with open(folder + "/alembic.toml", "a") as config:
            config.write('\n[serve]\naccess_log = ""\nwaiting_logins = 1000\nidle_timeout = "1h"\n')
        self.fz("-q", "migrate", "upgrade", "head")
        self.fz("create-user", "--username", "ada", "--email", "ada@example.com",
                "--password-stdin", stdin=b"secret\n")
        self.fill()

    def fz(self, *arguments, stdin=b""):
        subprocess.run([options.fz, *arguments], cwd=self.folder, env=self.environment, input=stdin,
                       stdout=subprocess.DEVNULL, check=True)

    def fill(self):
        many = (f"INSERT INTO users (username, email, password) SELECT 'user' || i, 'user' || i || "
                f"'@example.com', 'x' FROM n")
        if options.url.startswith("sqlite"):
            sql = ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                   f"{USERS - 1}) {many}")
            subprocess.run(["sqlite3", self.folder + "/database.db", sql], check=True)
        else:
            sql = f"WITH n (i) AS (SELECT generate_series(1, {USERS - 1})) {many}"
            subprocess.run(["psql", "-X", "-q", options.url, "-c", sql], check=True)

    def start(self):
        begin = time.perf_counter()
        self.server = subprocess.Popen([options.fz, "serve", "--port", "18765"], cwd=self.folder,
                                       env=self.environment, stderr=subprocess.DEVNULL)
        while True:
            try:
                urllib.request.urlopen("http://127.0.0.1:18765/users/?limit=1").read()
                return time.perf_counter() - begin
            except OSError:
                time.sleep(0.0005)

    def stop(self):
        self.server.terminate()
        assert self.server.wait() == 0

    def memory(self):
        with open(f"/proc/{self.server.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def wrk(path, connections=32):
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{options.seconds}", "--latency",
                          "http://127.0.0.1:18765" + path], capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    half = re.search(r"^ +50%\s+(\S+)", out, re.M).group(1)
    most = re.search(r"^ +99%\s+(\S+)", out, re.M).group(1)
    errors = re.search(r"(Socket errors.*|Non-2xx.*)", out)
    return f"{rate:,.0f} requests/s, p50 {half}, p99 {most}" + (f", {errors.group(1)}" if errors else "")


def log_in(until, counts, index):
    form = urllib.parse.urlencode({"username": "ada@example.com", "password": "secret"}).encode()
    while time.perf_counter() < until:
        urllib.request.urlopen("http://127.0.0.1:18765/auth/token", form).read()
        counts[index] += 1


def logins(clients, meanwhile):
    counts = [0] * clients
    until = time.perf_counter() + options.seconds
    threads = [threading.Thread(target=log_in, args=(until, counts, i)) for i in range(clients)]
    for thread in threads:
        thread.start()
    result = meanwhile()
    for thread in threads:
        thread.join()
    return sum(counts) / options.seconds, result


with tempfile.TemporaryDirectory() as folder:
    project = Project(folder)
    print("| what | measured |\n|---|---|")
    starts = []
    for _ in range(5):
        starts.append(project.start())
        project.stop()
    row("start to first answer", f"{min(starts) * 1000:.1f} ms")
    project.start()
    row("memory at rest", f"{project.memory():.1f} MiB")
    row("`GET /users/?limit=10`, 32 connections", wrk("/users/?limit=10"))
    row("`GET /users/?limit=100`, 32 connections", wrk("/users/"))
    row("`GET /users/7`, 32 connections", wrk("/users/7"))
    row("`GET /`, 32 connections", wrk("/"))
    row("`GET /users/?limit=10`, 1 connection", wrk("/users/?limit=10", 1))
    rate, reads = logins(4, lambda: wrk("/users/?limit=10"))
    row("`GET /users/?limit=10`, 32 connections, while 4 clients log in", reads)
    row("logins meanwhile", f"{rate:.1f}/s")
    rate, _ = logins(4, lambda: None)
    row("logins alone, 4 clients", f"{rate:.1f}/s")
    idle = [socket.create_connection(("127.0.0.1", 18765)) for _ in range(990)]
    for each in idle:
        each.sendall(b"GET /users/ HTTP/1.1\r\n\r\nGET /")
    time.sleep(1)
    row("memory with 1,000 connections, each in the middle of a request", f"{project.memory():.1f} MiB")
    for each in idle:
        each.close()
    project.stop()
