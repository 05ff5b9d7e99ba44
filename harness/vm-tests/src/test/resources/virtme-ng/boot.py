# SPDX-License-Identifier: Apache-2.0
"""Prints how long a command line takes to bring up a guest whose shell answers.

usage: boot.py COMMAND...   The command gets a terminal, as a person's would.
"""
import os
import pty
import select
import signal
import subprocess
import sys
import time

LIMIT = 300
QUESTION = b"echo reached-$((6 * 7))\n"
ANSWER = b"reached-42"

ours, theirs = pty.openpty()
began = time.monotonic()
command = subprocess.Popen(
    sys.argv[1:], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
)
os.close(theirs)
said = b""
while ANSWER not in said:
    if time.monotonic() - began > LIMIT or command.poll() is not None:
        sys.exit("no answer; it said: " + said[-3000:].decode(errors="replace"))
    # What is typed before there is a shell may be lost.
    os.write(ours, QUESTION)
    if select.select([ours], [], [], 0.1)[0]:
        said += os.read(ours, 65536)
print(f"vng.boot.seconds={time.monotonic() - began:.2f}")
os.killpg(command.pid, signal.SIGKILL)
