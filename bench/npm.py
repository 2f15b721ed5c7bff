"""The peers that come from npm."""

import os
import pathlib
import shutil
import subprocess


class Packages:
    """What package.json names, in its versions, installed in a folder when first asked for."""

    def __init__(self, listed, folder):
        self.folder = folder
        self._listed = pathlib.Path(listed)
        self._reason = None
        self._is_there = False

    def missing(self):
        """Why they are not there; None if they are."""
        if not self._is_there and self._reason is None:
            self._reason = self._install()
            self._is_there = self._reason is None
        return self._reason

    def _install(self):
        installed = self.folder / "package.json"
        if installed.exists() and installed.read_bytes() == self._listed.read_bytes():
            return None
        if shutil.which("npm") is None:
            return "npm is not installed"
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted = self.folder / "wanted"
        shutil.rmtree(wanted, ignore_errors=True)
        wanted.mkdir()
        shutil.copyfile(self._listed, wanted / "package.json")
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=wanted, text=True, capture_output=True)
        if done.returncode != 0:
            said = (done.stderr + done.stdout).strip().split("\n")[-1]
            return f"npm cannot install it: {said[:100]}"
        shutil.rmtree(self.folder / "node_modules", ignore_errors=True)
        (wanted / "node_modules").rename(self.folder / "node_modules")
        os.replace(wanted / "package.json", installed)  # last: what is there is whole
        return None
