#!/usr/bin/env python3
"""Records which functions the daemon calls after its start, in the order of their first call.

    record.py KEEPALIVED > functions.txt

The linker places these functions beside each other (--symbol-ordering-file). The kernel maps program text in pieces of
64 KiB, so that a process that uses 360 kB of functions scattered over 10 MB would otherwise have 3 MB in memory.

Every function of the program gets a breakpoint, which is removed when it is hit. The daemon is a backup whose master
resigns, so that it hears advertisements, prepares a takeover, takes over and advertises. What it calls before
StartupMemory.release, which drops the pages of the start, is not recorded. Needs root, iproute2 and nm.
"""
import ctypes
import os
import struct
import subprocess
import sys
import tempfile
import time

# ptrace(2)
TRACEME, CONT, GETREGS, SETREGS, DETACH, SETOPTIONS = 0, 7, 12, 13, 17, 0x4200
TRACEFORK, TRACEVFORK, TRACECLONE, TRACEEXEC, EXITKILL = 0x2, 0x4, 0x8, 0x10, 0x100000
EVENT_EXEC = 4
WALL = 0x40000000
# user_regs_struct of x86-64: the numbers of its words.
RIP, RSP, REGISTERS = 16, 19, 27
SIGTRAP, SIGSTOP, SIGKILL = 5, 19, 9

END_OF_START = "13StartupMemoryO7release"
HOSTS = ("order-a", "order-b")
SECONDS = 20

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, process, address=0, data=0):
    return libc.ptrace(request, process, address, data)


def functions_of(program):
    """The names of the functions in a program, by address."""
    text = subprocess.run(["nm", "--defined-only", program], capture_output=True, text=True, check=True).stdout
    lines = (line.split(" ", 2) for line in text.splitlines())
    return {int(address, 16): name for address, kind, name in lines if kind in "tTwW"}


class Process:
    """A traced process whose functions have breakpoints."""

    def __init__(self, number, functions, program):
        self.number, self.functions, self.replaced, self.called = number, functions, {}, None
        with open(f"/proc/{number}/maps") as maps:
            fields = (line.split() for line in maps)
            self.base = next(
                int(f[0].split("-")[0], 16) for f in fields if f[5:] == [program] and int(f[2], 16) == 0)
        self.memory = open(f"/proc/{number}/mem", "r+b", buffering=0)
        self.set_breakpoints()

    def set_breakpoints(self):
        for address in self.functions:
            place = self.base + address
            if place not in self.replaced:
                self.replaced[place] = self.exchange(place, b"\xcc")

    def exchange(self, place, byte):
        self.memory.seek(place)
        old = self.memory.read(1)
        self.memory.seek(place)
        self.memory.write(byte)
        return old

    def stopped(self, thread):
        """Removes the breakpoint at which a thread has stopped, and records the function."""
        registers = (ctypes.c_ulonglong * REGISTERS)()
        ptrace(GETREGS, thread, 0, ctypes.addressof(registers))
        place = registers[RIP] - 1
        if place not in self.replaced:
            return
        self.exchange(place, self.replaced.pop(place))
        registers[RIP] = place
        name = self.functions[place - self.base]
        if END_OF_START in name and self.called is None:
            # It would drop the pages with the breakpoints: return at once.
            self.memory.seek(registers[RSP])
            registers[RIP] = struct.unpack("<Q", self.memory.read(8))[0]
            registers[RSP] += 8
            self.called = []
            self.set_breakpoints()
        elif self.called is not None:
            self.called.append(name)
        ptrace(SETREGS, thread, 0, ctypes.addressof(registers))


def trace(program, words, seconds):
    """Runs a command and returns the functions that its processes of this program called."""
    functions, processes = functions_of(program), {}
    first = os.fork()
    if first == 0:
        ptrace(TRACEME, 0)
        os.execvp(words[0], words)
    os.waitpid(first, 0)
    ptrace(SETOPTIONS, first, 0, TRACEFORK | TRACEVFORK | TRACECLONE | TRACEEXEC | EXITKILL)
    ptrace(CONT, first)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        thread, status = os.waitpid(-1, WALL | os.WNOHANG)
        if thread == 0:
            time.sleep(0.001)
            continue
        if not os.WIFSTOPPED(status):
            continue
        signal, event, passed_on = os.WSTOPSIG(status), status >> 16, 0
        if event == EVENT_EXEC:
            if os.readlink(f"/proc/{thread}/exe") == program:
                processes[thread] = Process(thread, functions, program)
        elif event or signal == SIGSTOP:
            pass
        elif signal == SIGTRAP:
            # A child of vfork still runs in the memory of its parent.
            (processes.get(thread) or next(iter(processes.values()))).stopped(thread)
        else:
            passed_on = signal
        ptrace(CONT, thread, 0, passed_on)
    for process in processes:
        os.kill(process, SIGKILL)
    # The VRRP process first: it is the last that was started.
    return [name for process in reversed(processes.values()) for name in process.called or []]


def configuration(priority):
    instances = (
        f"vrrp_instance V{n} {{\n version 3\n interface eth0\n virtual_router_id {n}\n priority {priority}\n"
        f" advert_int 1\n virtual_ipaddress {{ 10.99.1.{n}/32 }}\n}}\n" for n in range(1, 6))
    file = tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False)
    with file:
        file.write("".join(instances))
    return file.name


def run(*words):
    subprocess.run(words, check=True)


def command(host, program, file):
    return ["ip", "netns", "exec", host, "unshare", "-m", "sh", "-c",
            f"mount -t tmpfs none /run && exec {program} -n -l -D -G -P -f {file}"]


def main():
    program = os.path.realpath(sys.argv[1])
    for host in HOSTS:
        run("ip", "netns", "add", host)
    files = [configuration(priority) for priority in (200, 150)]
    try:
        run("ip", "link", "add", "eth0", "netns", HOSTS[0], "type", "veth", "peer", "name", "eth0", "netns", HOSTS[1])
        for number, host in enumerate(HOSTS, 1):
            run("ip", "-n", host, "address", "add", f"10.99.0.{number}/16", "dev", "eth0")
            run("ip", "-n", host, "link", "set", "lo", "up")
            run("ip", "-n", host, "link", "set", "eth0", "up")
        time.sleep(2)
        master = subprocess.Popen(
            ["timeout", "-s", "TERM", str(SECONDS / 2)] + command(HOSTS[0], program, files[0]),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(5)
        output = os.dup(1)
        os.dup2(2, 1)
        called = trace(program, command(HOSTS[1], program, files[1]), SECONDS)
        os.dup2(output, 1)
        print("\n".join(dict.fromkeys(called)))
        master.wait()
    finally:
        for host in HOSTS:
            run("ip", "netns", "del", host)
        for file in files:
            os.unlink(file)


main()
