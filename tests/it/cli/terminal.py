"""Runs a command on a pseudo terminal and answers its questions.

    terminal.py DIALOG COMMAND...

DIALOG is a JSON list of pairs: a text to wait for, and the keys to type then, or null. Prints what the terminal
showed; the exit code is the command's, or 99 if a text did not appear within a minute.
"""
import json
import os
import pty
import select
import sys
import time

dialog, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    for name in [name for name in os.environ if name.startswith("DESKQL_")]:
        del os.environ[name]
    os.execv(command[0], command)

shown, start = "", 0
deadline = time.monotonic() + 60


def read():
    """Appends what the terminal shows; False at its end."""
    global shown
    if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
        print(shown)
        os.kill(pid, 9)
        sys.exit(99)
    try:
        data = os.read(terminal, 4096)
    except OSError:
        return False
    shown += data.decode(errors="replace")
    return bool(data)


for text, answer in dialog:
    while text not in shown[start:]:
        if not read():
            print(shown)
            sys.exit(f"the command ended before it showed {text!r}")
    start = shown.index(text, start) + len(text)
    if answer is not None:
        # The prompt must be complete before keys are read.
        time.sleep(0.2)
        os.write(terminal, answer.encode())
while read():
    pass
print(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
