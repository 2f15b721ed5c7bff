"""What the numbers were measured on."""

import os
import pathlib
import platform
import subprocess


def machine(folder, versions):
    """In words, a line each. `folder` is where the databases lie; `versions` of the tools."""
    return [
        f"Processor: {processor()}, {os.cpu_count()} cores; memory: {memory()}",
        f"System: {system()}, Linux {platform.release()}; disk: {file_system(folder)}",
        "Versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()),
    ]


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().split("\n"):
        if line.startswith("model name"):
            return " ".join(line.split(":", 1)[1].split())
    return platform.machine()


def memory():
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / 2**30:.0f} GiB"


def system():
    return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")


def file_system(folder):
    done = subprocess.run(["df", "--output=fstype,source", folder], text=True, capture_output=True)
    words = done.stdout.split("\n")[1].split() if done.returncode == 0 else []
    return " on ".join(words) or "unknown"


def commit(folder):
    """The commit that was measured; "+" for changes beside it."""
    def git(*words):
        done = subprocess.run(["git", *words], cwd=folder, text=True, capture_output=True)
        return done.stdout.strip()

    return git("rev-parse", "--short=10", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")
