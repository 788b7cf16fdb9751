"""See to it that the browser tests find Chromium and Chinese fonts; Debian and Ubuntu as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def main() -> int:
    """Install what is missing if that is possible, and say what to do if it is not."""
    if browser() and has_chinese_font():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return complain("Install them with your system's packages, or name a browser in CHROMIUM.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (("update",), ("install", "-y", "--no-install-recommends", *PACKAGES)):
        if subprocess.run(("apt-get", "-q", *arguments), env=environment, check=False).returncode:
            return complain("apt-get failed; see its messages above.")
    return 0 if browser() else complain("The package chromium brought no browser.")


def browser() -> str | None:
    """Return the browser that the tests will use."""
    chosen = os.environ.get("CHROMIUM")
    return next(
        (found for name in (chosen, *NAMES) if name and (found := shutil.which(name))), None
    )


def has_chinese_font() -> bool:
    """Whether a font for Chinese is installed; macOS always has one."""
    if not shutil.which("fc-list"):
        return sys.platform == "darwin"
    asked = subprocess.run(("fc-list", ":lang=zh"), capture_output=True, text=True, check=False)
    return bool(asked.stdout.strip())


def complain(advice: str) -> int:
    """Say what is missing."""
    sys.stderr.write(f"The browser tests need Chromium and a font for Chinese. {advice}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
