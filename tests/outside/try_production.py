"""Follow docs/production.md word for word in a fresh Debian 12 (`make try-production`): needs root, debootstrap and half an hour.

Every block marked `sh` is run in one shell, in a chroot. systemd does not run there: `production/systemctl` starts what the units
say, as their account. From section 6 on there is no network, so that nothing listens outside of this test. At the end the
site is asked for pages, two editors are invited by mail, and a backup is restored.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "production.md"
HERE = Path(__file__).resolve().parent / "production"
PLACE = ROOT / "var" / "try-production"
BLOCK = re.compile(r"^## (\d+)|^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITHOUT_NETWORK_FROM = 6  # the section of the guide
SHELL = "set -eu -o pipefail\n"
TAKE_UP = """\
git pull --quiet
systemctl restart postgresql thinktank-web thinktank-worker nginx
for second in $(seq 60); do curl --silent --fail http://127.0.0.1:8000/readyz && break || sleep 1; done
"""


def commands():
    """[(number of the section, commands)] of the guide."""
    found, section = [], 0
    for number, block in BLOCK.findall(GUIDE.read_text()):
        section = int(number or section)
        if block:
            found.append((section, block))
    return found


def write_scripts(root, begin):
    """What the shell in the chroot runs: /root/first.sh, which ends with /root/then.sh in a network of its own.

    `begin`: the section to begin with; those before it were followed there by an earlier run.
    """
    blocks = commands()
    names = blocks[0][1]
    first = [block for section, block in blocks if begin <= section < WITHOUT_NETWORK_FROM]
    then = [block for section, block in blocks if section >= max(begin, WITHOUT_NETWORK_FROM)]
    if begin > WITHOUT_NETWORK_FROM:
        then.insert(0, TAKE_UP)
    loud = SHELL + "set -x\n"
    (root / "root/first.sh").write_text("\n".join([loud, *first, "exec unshare --net bash /root/then.sh"]))
    (root / "root/then.sh").write_text(
        "\n".join(
            [loud, "python3.13 /root/loopback.py", names, "cd /opt/thinktank", *then, ". /root/checks.sh"]
        )
    )


def prepare(root):
    """An empty Debian with the code as a repository, and what stands in for systemd."""
    if not (root / "etc/debian_version").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", root], check=True)
    (root / "usr/sbin/policy-rc.d").write_text(
        "#!/bin/sh\nexit 101\n"
    )  # packages start nothing by themselves
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    shutil.copy(HERE / "systemctl", root / "usr/local/sbin/systemctl")
    for name in ("loopback.py", "checks.sh", "letters.py", "invite.py"):
        shutil.copy(HERE / name, root / "root" / name)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    repository = root / "root/thinktank.git"
    shutil.rmtree(repository, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", ROOT, repository], check=True)
    key = root / "root/site-backup.key"
    if not key.exists():
        key.write_text(f"{pyrage.x25519.Identity.generate()}\n")
        key.chmod(0o600)


def lead_pip_through_our_proxy(root):
    """Give pip there the certificates of this machine, where PIP_CERT says that it needs them. The guide knows nothing of it."""
    if certificates := os.environ.get("PIP_CERT"):
        shutil.copy(certificates, root / "root/certificates.pem")
        (root / "etc/pip.conf").write_text(
            "[global]\ncert = /root/certificates.pem\nuse-deprecated = legacy-certs\ntimeout = 180\n"
        )


def follow(root):
    """Run it all. What it starts ends with it; its mounts are its own."""
    inside = f"mount --bind /dev {root}/dev && mount -t proc proc {root}/proc && exec chroot {root} bash /root/first.sh"
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": "/root",
        "LANG": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return subprocess.run([*isolated, "sh", "-c", inside], env=environment, check=False).returncode


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--root", type=Path, default=PLACE, help="the chroot; one that is there is used as it is"
    )
    options.add_argument(
        "--from", type=int, default=1, dest="begin", help="go on with this section, 1 to 5 or 7 to 9"
    )
    chosen = options.parse_args()
    root = chosen.root.resolve()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("Needs root and the Debian package debootstrap.", file=sys.stderr)
        return 2
    root.mkdir(parents=True, exist_ok=True)
    prepare(root)
    write_scripts(root, chosen.begin)
    lead_pip_through_our_proxy(root)
    code = follow(root)
    print(
        "The guide works."
        if code == 0
        else f"The guide failed with exit code {code}: the last command above."
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
