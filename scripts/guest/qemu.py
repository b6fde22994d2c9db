#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Boot a kernel in QEMU, let it do one job, and tell how that ended.

The guest's kernel talks on the first serial line (kept in a file), the job on
the second (given to the caller line by line).  The job's files travel as a
second cpio archive behind the initramfs.  A guest that panics, hangs, runs too
long or goes away without finishing its job is reported with what its kernel
said last; the caller decides how to go on.

Emulation only, one thread: QEMU 7.2 with several threads now and then executes
stale translations of text that the guest has just patched.
"""
import argparse
import os
import re
import select
import shlex
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
CMDLINE = ("console=ttyS0 no_timer_check panic=-1 oops=panic "
           "printk.devkmsg=on printk.time=1 rdinit=/init")
CRASH = 90      # exit status for a guest that did not finish its job

# The kernel complains about itself: never expected, whatever the job does. Races
# are an exception: the base has many that nobody minds.
SPLAT = re.compile(
    r"WARNING: |BUG: (?!KCSAN)|Oops: |\bOops\b|Kernel panic|general protection|"
    r"unable to handle|detected stall|stall on CPU|stalls on CPU|soft lockup|"
    r"INFO: task .* blocked|inconsistent lock state|suspicious RCU|"
    r"possible .* detected|sleeping function called|UBSAN:|KASAN:|"
    r"Tasks blocked|scheduling while atomic|invalid opcode|int3:")
PANIC = re.compile(r"Kernel panic - not syncing|Attempted to kill init")


class Console:
    """The kernel's own log, read while it grows."""

    def __init__(self, path):
        self.path = path
        self.lines = []
        self.rest = ""
        open(path, "w", encoding="utf-8").close()
        self.file = open(path, encoding="utf-8", errors="replace")

    def poll(self):
        """Take in what has come since; True when there was something."""
        text = self.file.read()
        if not text:
            return False
        *lines, self.rest = (self.rest + text).split("\n")
        self.lines += [line.rstrip("\r") for line in lines]
        return True

    def splats(self, since=0):
        return [i for i in range(since, len(self.lines))
                if SPLAT.search(self.lines[i])]

    def excerpt(self, first, count=30):
        return "\n".join("    " + line
                         for line in self.lines[first:first + count])


class Result:
    """How a boot ended: status is the job's, or None with a reason."""

    def __init__(self):
        self.status = None
        self.reason = ""
        self.up = None
        self.seconds = 0.0


def newc(entries):
    """A cpio archive of {guest path: (mode, bytes)}, folders included."""
    folders = set()
    for path in entries:
        parts = path.strip("/").split("/")[:-1]
        folders |= {"/".join(parts[:n + 1]) for n in range(len(parts))}
    items = [(path, 0o040755, b"") for path in sorted(folders)]
    items += [(path.strip("/"), mode, data)
              for path, (mode, data) in sorted(entries.items())]
    items.append(("TRAILER!!!", 0, b""))
    out = bytearray()
    for number, (path, mode, data) in enumerate(items):
        name = path.encode() + b"\0"
        fields = (number + 1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                  len(name), 0)
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + name
        out += b"\0" * (-len(out) % 4)
        out += data
        out += b"\0" * (-len(out) % 4)
    return bytes(out)


def collect(folder, prefix):
    """Files below a folder as entries for newc(), symbolic links followed."""
    entries = {}
    for where, _, files in os.walk(folder, followlinks=False):
        for name in files:
            path = os.path.join(where, name)
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as f:
                data = f.read()
            guest = os.path.join(prefix, os.path.relpath(path, folder))
            entries[guest] = (0o100000 | os.stat(path).st_mode & 0o777, data)
    return entries


def script(text):
    return 0o100755, text.encode()


def modules(image):
    """The modules built with an image, if it has any."""
    folder = os.path.join(os.path.dirname(image), "modules/lib/modules")
    entries = collect(folder, "lib/modules")
    return entries if any(path.endswith(".ko") for path in entries) else {}


def command(image, initrd, console, cmdline, memory, cpus, interactive,
            reboots):
    share = os.path.join(TOP, "build/share")
    os.makedirs(share, exist_ok=True)
    line = [os.environ.get("QEMU", "qemu-system-x86_64"),
            "-accel", "tcg,thread=single", "-cpu", "max", "-m", memory,
            "-smp", str(cpus), "-nic", "none", "-display", "none", "-kernel", image, "-initrd", initrd, "-append", cmdline,
            "-virtfs", "local,path=%s,mount_tag=host,security_model=none"
            % share]
    if not reboots:
        line.append("-no-reboot")
    if interactive:
        return line + ["-serial", "mon:stdio"]
    return line + ["-monitor", "none", "-serial", "file:" + console,
                   "-chardev", "stdio,id=job,signal=off",
                   "-serial", "chardev:job"]


class Guest:
    """One boot of one kernel; several if the job reboots, its memory kept."""

    def __init__(self, image, entries, console, cmdline="", memory="1G",
                 cpus=2, interactive=False, reboots=False):
        self.console = Console(console)
        self.interactive = interactive
        with open(os.path.join(TOP, "build/initramfs.cpio.gz"), "rb") as f:
            base = f.read()
        self.initrd = tempfile.NamedTemporaryFile(suffix=".cpio")
        self.initrd.write(base + b"\0" * (-len(base) % 4) + newc(entries))
        self.initrd.flush()
        words = CMDLINE + (" quiet" if interactive else "") + " " + cmdline
        self.command = command(image, self.initrd.name, console, words.strip(),
                               memory, cpus, interactive, reboots)

    def shell(self):
        """Hand the terminal to the guest; the exit status is QEMU's."""
        return subprocess.run(self.command, check=False).returncode

    def run(self, on_line, timeout=600, idle=120):
        """Run the job; on_line(text) gets each line that it prints."""
        result = Result()
        start = time.monotonic()
        with subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as qemu:
            try:
                self.listen(qemu.stdout.fileno(), result, on_line, timeout,
                            idle)
            except BaseException:
                qemu.kill()
                raise
            self.finish(qemu, result)
            self.console.poll()
            if result.status is None and not result.reason:
                result.reason = self.cause(qemu)
        result.seconds = time.monotonic() - start
        return result

    def listen(self, stream, result, on_line, timeout, idle):
        """Follow the job until it is done, or until it is clear that not."""
        start = heard = time.monotonic()
        rest = b""
        while result.status is None and not result.reason:
            ready, _, _ = select.select([stream], [], [], 0.5)
            data = os.read(stream, 65536) if ready else None
            now = time.monotonic()
            if self.console.poll() or data:
                heard = now
            if data == b"":
                return
            *lines, rest = (rest + (data or b"")).split(b"\n")
            for line in lines:
                self.line(line.decode("utf-8", "replace").rstrip("\r"),
                          result, on_line, now - start)
            if now - start > timeout:
                result.reason = "took longer than %d s" % timeout
            elif now - heard > idle:
                result.reason = "silent for %d s" % idle

    @staticmethod
    def line(text, result, on_line, now):
        if text.startswith("@guest up "):
            result.up = now
        elif text.startswith("@guest done "):
            result.status = int(text.split()[2])
        else:
            on_line(text)

    @staticmethod
    def finish(qemu, result):
        """Let the guest power itself off; do not wait for one that hangs."""
        try:
            qemu.wait(0.1 if result.reason else 15)
        except subprocess.TimeoutExpired:
            qemu.kill()
            qemu.wait()

    def cause(self, qemu):
        panics = [line for line in self.console.lines if PANIC.search(line)]
        if panics:
            return strip_stamp(panics[0])
        if qemu.returncode:
            said = qemu.stderr.read().decode("utf-8", "replace").strip()
            return "QEMU ended with status %d: %s" % (qemu.returncode, said)
        return "the guest went away before its job was done"

    def report(self, result):
        """For a person: what went wrong, and the kernel's words on it."""
        splats = self.console.splats()
        text = ""
        if result.status is None:
            text += "guest crashed: %s\n" % result.reason
        if splats:
            text += "  the kernel said:\n%s\n" % self.console.excerpt(
                max(0, splats[0] - 2))
        elif result.status is None:
            text += "  its last words:\n%s\n" % self.console.excerpt(
                max(0, len(self.console.lines) - 15))
        return text + "  whole log: %s" % os.path.relpath(self.console.path)


def strip_stamp(line):
    return re.sub(r"^\[[ \d.]+\] *(\[[ TC\d]+\] *)?", "", line)


def main():
    parse = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parse.add_argument("--image", required=True)
    parse.add_argument("--console", default="build/console.log")
    parse.add_argument("--cmdline", default=os.environ.get("CMDLINE", ""))
    parse.add_argument("--memory", default=os.environ.get("MEM") or "1G")
    parse.add_argument("--cpus", default=os.environ.get("CPUS") or "2")
    parse.add_argument("--timeout", type=int, default=600)
    parse.add_argument("--idle", type=int, default=120)
    parse.add_argument("--env", action="append", default=[], metavar="NAME",
                       help="hand this environment variable to the job")
    parse.add_argument("job", help="script to run in the guest")
    args = parse.parse_args()

    interactive = os.path.basename(args.job) == "interactive"
    with open(args.job, encoding="utf-8") as f:
        entries = {"job/interactive" if interactive else "job/run":
                   script(f.read())}
    entries["job/env"] = script("".join(
        "%s=%s\n" % (name, shlex.quote(os.environ[name]))
        for name in args.env if name in os.environ))
    entries.update(modules(args.image))
    guest = Guest(args.image, entries, args.console, args.cmdline, args.memory,
                  args.cpus, interactive)
    if interactive:
        sys.exit(guest.shell())
    result = guest.run(lambda text: print(text, flush=True), args.timeout,
                       args.idle)
    if result.status is None or guest.console.splats():
        print(guest.report(result), file=sys.stderr)
    if result.status is None:
        sys.exit(CRASH)
    print("guest: up after %.1f s, off after %.1f s"
          % (result.up or 0, result.seconds))
    sys.exit(result.status or (CRASH if guest.console.splats() else 0))


if __name__ == "__main__":
    main()
