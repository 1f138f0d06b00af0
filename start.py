#!/usr/bin/env python3
"""Set the playbook up in a folder of its own, then run it. Needs Python 3.11 or newer and nothing else.

    python3 start.py                      opens the playbook in the browser
    python3 start.py test                 runs every test
    python3 start.py season flagship      any other words go to the command `playbook`

The packages go into `.venv` beside this file, at the versions in `constraints.txt`; nothing is written elsewhere.
The set-up runs once, and again when the list of packages, the Python or the folder has changed.
This file uses only old syntax, so that an old Python can still read the sentence that says it is too old.
"""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "playbook-setup.json")
LOG = os.path.join(VENV, "playbook-setup.log")
OLDEST = (3, 11)


class Failed(Exception):
    """Set-up could not be done; the text is the sentence for the user."""


def wanted(extras):
    """What the environment must be for: packages, interpreter and folder, as a digest; and the extras asked for."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    digest.update(repr((sys.version_info[:3], sys.base_prefix, ROOT)).encode("utf-8"))
    return {"digest": digest.hexdigest(), "extras": sorted(extras)}


def installed():
    """The stamp that the last complete set-up left, or an empty dictionary."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def run(command, what):
    """Run one step with its output in the log and dots on the terminal; raise `Failed` with the log's end."""
    done = threading.Event()

    def dots():
        while not done.wait(2.0):
            sys.stderr.write(".")
            sys.stderr.flush()

    sys.stderr.write("  {} ".format(what))
    sys.stderr.flush()
    threading.Thread(target=dots, daemon=True).start()
    try:
        with open(LOG, "ab") as log:
            code = subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    finally:
        done.set()
    sys.stderr.write(" done\n" if code == 0 else " failed\n")
    if code != 0:
        with open(LOG, encoding="utf-8", errors="replace") as log:
            end = "".join(log.readlines()[-15:])
        raise Failed("{} failed; the end of {} says:\n\n{}".format(what, LOG, end))


def make_environment():
    """A new, empty `.venv`; what was there before is replaced."""
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if made.returncode != 0:
        hint = "Python's module venv could not make the folder {}".format(VENV)
        if b"ensurepip" in made.stdout:
            hint += " (on Debian and Ubuntu: sudo apt install python3-venv)"
        raise Failed("{}:\n\n{}".format(hint, made.stdout.decode("utf-8", "replace")))


def set_up(extras):
    """Bring `.venv` up to date for `extras`; does nothing when it already is."""
    need = wanted(extras)
    have = installed()
    same = have.get("digest") == need["digest"] and os.path.exists(PYTHON)
    if same and set(need["extras"]) <= set(have.get("extras", [])):
        return
    started = time.time()
    sys.stderr.write("Setting up the playbook in {} (once; a few minutes)\n".format(VENV))
    if same:
        need["extras"] = sorted(set(need["extras"]) | set(have.get("extras", [])))
        os.remove(STAMP)
    else:
        make_environment()
    target = "." + ("[{}]".format(",".join(need["extras"])) if need["extras"] else "")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--no-input"]
    run(pip + ["--constraint", "constraints.txt", "--editable", target], "installing packages")
    run([PYTHON, "-m", "playbook", "warmup"], "preparing the first run")
    with open(STAMP, "w", encoding="utf-8") as file:
        json.dump(need, file)
    sys.stderr.write("Ready after {:.0f} s.\n".format(time.time() - started))


def hand_over(command):
    """Become `command`: its exit status is ours, and Ctrl-C reaches it."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the child has received it too, and decides


def main(arguments):
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "The playbook needs Python {}.{} or newer; this is Python {}.{}.\n".format(*(OLDEST + sys.version_info[:2]))
        )
        return 2
    testing = arguments[:1] == ["test"]
    try:
        set_up(["test"] if testing else [])
    except Failed as error:
        sys.stderr.write("{}\n".format(error))
        return 1
    except OSError as error:
        sys.stderr.write("Set-up stopped: {}\n".format(error))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; the next start begins the set-up again.\n")
        return 130
    if testing:
        return hand_over([PYTHON, os.path.join(ROOT, "tests")] + arguments[1:])
    return hand_over([PYTHON, "-m", "playbook"] + arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
