"""A system call filter: what no parser needs is not there, though the kernel behind the walls is the machine's own."""

import ctypes
import errno
import os
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
LOAD, EQUALS, AT_LEAST, HAS_BITS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # words of the filter's language
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE, FIRST = 0, 4, 16  # where a call's number, its architecture and its first argument stand
THREAD = 0x00010000
OTHER_NUMBERS = 0x40000000  # a second set of numbers on x86
# open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr: the same numbers everywhere
MOUNTS = (428, 429, 430, 431, 432, 433, 442, 467)
# ptrace, mount, umount2, pivot_root, unshare, setns, add_key, request_key, keyctl, perf_event_open, bpf, userfaultfd,
# io_uring_setup
NEVER = {
    "x86_64": (101, 165, 166, 155, 272, 308, 248, 249, 250, 298, 321, 323, 425, *MOUNTS),
    "aarch64": (117, 40, 39, 41, 97, 268, 217, 218, 219, 241, 280, 282, 425, *MOUNTS),
}
# socket, socketpair, execve, execveat, fork, vfork
ALONE = {"x86_64": (41, 53, 59, 322, 57, 58), "aarch64": (198, 199, 221, 281)}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
NAMESPACES = 0x7E020000  # flags of clone for new ones: mount, control group, host name, IPC, user, PID, network
NAMES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def forbid(*, alone: bool) -> None:
    """Refuse the calls above from now on; `alone` refuses sockets, programs and processes too. Threads may be made."""
    machine = os.uname().machine
    library = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if library.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        raise PermissionError
    if machine not in NAMES:
        return  # the walls stand without it
    words = b"".join(_program(machine, alone=alone))
    kept = ctypes.create_string_buffer(words)
    program = struct.pack("@HP", len(words) // 8, ctypes.addressof(kept))
    if library.prctl(PR_SET_SECCOMP, MODE_FILTER, program, zero, zero):
        raise PermissionError


def _program(machine: str, *, alone: bool) -> list[bytes]:
    words = [_word(LOAD, ARCHITECTURE), *_unless(EQUALS, NAMES[machine], KILL), _word(LOAD, NUMBER)]
    if machine == "x86_64":
        words += _if(AT_LEAST, OTHER_NUMBERS, KILL)
    for call in NEVER[machine] + (ALONE[machine] if alone else ()):
        words += _if(EQUALS, call, REFUSE | errno.EPERM)
    words += _if(EQUALS, CLONE3, REFUSE | errno.ENOSYS)  # its flags cannot be read here; the library tries clone then
    flags = [_word(LOAD, FIRST), *_if(HAS_BITS, NAMESPACES, REFUSE | errno.EPERM)]
    if alone:
        flags += _unless(HAS_BITS, THREAD, REFUSE | errno.EPERM)
    words += [_word(EQUALS, CLONE[machine], no=len(flags)), *flags]
    return [*words, _word(RETURN, ALLOW)]


def _if(test: int, value: int, verdict: int) -> list[bytes]:
    return [_word(test, value, no=1), _word(RETURN, verdict)]


def _unless(test: int, value: int, verdict: int) -> list[bytes]:
    return [_word(test, value, yes=1), _word(RETURN, verdict)]


def _word(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
