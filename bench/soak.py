#!/usr/bin/env python3
"""Ten minutes of mixed load on `fz serve`: readers, logins that are right and wrong, accounts that
come, change and go, requests that break off. bench/soak.py [FZ] [--url URL] [--seconds N]

Every answer must be the one that is expected; memory and open files must not grow. Prints them every
30 seconds, and ends with 1 if an answer was wrong, or if memory grew by more than 4 MiB between a
fifth of the time and the end.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PORT = 18766

parser = argparse.ArgumentParser()
parser.add_argument("fz", nargs="?", default=ROOT / "build/release/fz", type=pathlib.Path)
parser.add_argument("--url", default="sqlite:///database.db")
parser.add_argument("--seconds", type=int, default=600)
options = parser.parse_args()
until = 0
wrong = []
answered = 0
lock = threading.Lock()


class Client:
    """One connection; says which answers were not the expected ones."""

    def __init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def ask(self, expected, method, path, body=None, headers=None):
        global answered
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as failure:
            self.connection.close()
            with lock:
                wrong.append(f"{method} {path}: {failure!r}")
            return {}
        with lock:
            answered += 1
            if answer.status != expected:
                wrong.append(f"{method} {path}: {answer.status}, not {expected}: {text[:200]!r}")
        return json.loads(text) if text and answer.status == expected else {}

    def log_in(self, email, password, expected=200):
        form = f"username={email}&password={password}"
        return self.ask(expected, "POST", "/auth/token", form,
                        {"Content-Type": "application/x-www-form-urlencoded"})


def read_users(_):
    client = Client()
    while time.monotonic() < until:
        client.ask(200, "GET", f"/users/?limit=10&offset={random.randrange(90)}")
        client.ask(404, "GET", "/users/1000000")
        client.ask(422, "GET", "/users/nobody")
        time.sleep(0.002)


def come_and_go(number):
    client = Client()
    turn = 0
    while time.monotonic() < until:
        turn += 1
        name = f"guest{number}x{turn}"
        email = f"{name}@example.org"
        body = json.dumps({"username": name, "email": email, "password": "correct horse"})
        json_type = {"Content-Type": "application/json"}
        made = client.ask(201, "POST", "/users/", body, json_type)
        client.ask(409, "POST", "/users/", body, json_type)
        client.log_in(email, "wrong", 401)
        token = client.log_in(email, "correct horse").get("access_token", "")
        bearer = {"Authorization": f"Bearer {token}"}
        body = json.dumps({"username": name, "email": email, "password": "battery staple"})
        client.ask(200, "PUT", f"/users/{made.get('id')}", body, {**json_type, **bearer})
        client.ask(200, "DELETE", f"/users/{made.get('id')}", headers=bearer)


def break_off(_):
    request = b"POST /auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\nusername=ada"
    while time.monotonic() < until:
        with socket.create_connection(("127.0.0.1", PORT)) as half:
            half.sendall(request[:random.randrange(1, len(request))])
        time.sleep(0.02)


def memory_of(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def watch(process):
    begin = time.monotonic()
    reference = memory = 0
    while time.monotonic() < until:
        time.sleep(min(30, max(0.1, until - time.monotonic())))
        memory = memory_of(process)
        files = len(os.listdir(f"/proc/{process.pid}/fd"))
        print(f"{time.monotonic() - begin:5.0f} s  {memory:6.1f} MiB  {files:3} files  "
              f"{answered:8} answers  {len(wrong)} wrong", flush=True)
        if not reference and time.monotonic() - begin > options.seconds / 5:
            reference = memory
    return memory - reference


def main():
    global until
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        shutil.copy(ROOT / "alembic.toml", place)
        shutil.copytree(ROOT / "migrations", place / "migrations")
        with open(place / "alembic.toml", "a", encoding="utf-8") as config:
            config.write('\n[serve]\naccess_log = ""\nwaiting_logins = 1000\n')
        environment = {**os.environ, "SECRET_KEY": "a key for nothing but this measurement",
                       "DATABASE_URL": options.url}
        fz = options.fz.resolve()
        subprocess.run([fz, "-q", "migrate", "upgrade", "head"], cwd=place, env=environment, check=True)
        users = "username,email,password\n" + "".join(
            f"user{i},user{i}@example.org,correct horse {i}\n" for i in range(100))
        subprocess.run([fz, "-q", "import-users", "-"], input=users, text=True, cwd=place,
                       env=environment, check=True)
        server = subprocess.Popen([fz, "serve", "--port", str(PORT)], cwd=place, env=environment,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5)
        until = time.monotonic() + options.seconds
        clients = [threading.Thread(target=work, args=(i,)) for i, work in enumerate(
            [read_users] * 3 + [come_and_go] * 3 + [break_off])]
        for client in clients:
            client.start()
        try:
            growth = watch(server)
            for client in clients:
                client.join()
        finally:
            server.send_signal(signal.SIGTERM)
            ended = server.wait(30)
        print(f"{answered} answers, {len(wrong)} wrong, memory grew by {growth:.1f} MiB, ended with {ended}")
        for each in wrong[:10]:
            print(each)
        sys.exit(1 if wrong or growth > 4 else 0)


if __name__ == "__main__":
    main()
