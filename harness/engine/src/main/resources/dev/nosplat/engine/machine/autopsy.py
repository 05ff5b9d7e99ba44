# SPDX-License-Identifier: Apache-2.0
"""Says where a kernel stands, from a dump of its memory.

    autopsy.py VMLINUX DUMP [CPU:SECONDS:RSP]...
    autopsy.py VMLINUX DUMP reset

Each CPU named after the dump was seen in the kernel with interrupts off for so
long, its stack pointer never above RSP; "reset" says that the machine was reset
and nobody knows by which CPU. What is printed before the line "=="
is a report like the kernel's own, about these CPUs; what follows is for a
person. Runs in the machine's container: both files are the suspect's product.
"""
import functools
import itertools
import re
import subprocess
import sys

import drgn
from drgn.helpers.linux.cpumask import for_each_online_cpu
from drgn.helpers.linux.module import for_each_module
from drgn.helpers.linux.percpu import per_cpu
from drgn.helpers.linux.pid import for_each_task
from drgn.helpers.linux.printk import get_printk_records
from drgn.helpers.linux.sched import task_state_to_char

FRAMES = 64
TASKS = 200
RECORDS = 60
MODULES = 200
MODULE_SYMBOLS = 20_000
LOCKS = 48
UNINTERRUPTIBLE = "D"

# Functions in which a CPU waits for another one: for a lock, or for its answer
# to a call. kernel/locking/, kernel/smp.c and kernel/stop_machine.c, 6.12 to 7.3.
WAITS = (
    "queued_spin_lock_slowpath",
    "queued_read_lock_slowpath",
    "queued_write_lock_slowpath",
    "do_raw_spin_lock",
    "do_raw_read_lock",
    "do_raw_write_lock",
    "_raw_spin_lock",
    "_raw_read_lock",
    "_raw_write_lock",
    "resilient_queued_spin_lock_slowpath",
    "smp_call_function",
    "csd_lock_wait",
    "multi_cpu_stop",
)


# Functions in which a CPU without work waits for an interrupt. arch/x86 and
# drivers/acpi/processor_idle.c, 6.12 to 7.3.
IDLES = ("pv_native_safe_halt", "native_safe_halt", "default_idle", "mwait_idle", "acpi_safe_halt")

# RFLAGS.IF
INTERRUPTS = 1 << 9

# The lowest address of a kernel's half (Documentation/arch/x86/x86_64/mm.rst).
KERNEL = 0xFF00_0000_0000_0000


class Names:
    """Names of addresses: from vmlinux, and of modules from the kernel's own tables."""

    def __init__(self, prog):
        self.prog = prog
        self.modules = None

    def find(self, address):
        """Name, start, size and suffix of the function around an address, or None."""
        try:
            symbol = self.prog.symbol(address)
            return symbol.name, symbol.address, symbol.size, ""
        except LookupError:
            pass
        if self.modules is None:
            self.modules = list(self.of_modules())
        for start, size, name, module in self.modules:
            if start <= address < start + size:
                return name, start, size, f" [{module}]"
        return None

    def of_modules(self):
        """kernel/module/kallsyms.c: each module keeps its symbols in memory."""
        try:
            for module in itertools.islice(for_each_module(self.prog), MODULES):
                table, where = module.kallsyms, text(module.name)
                for i in range(min(int(table.num_symtab), MODULE_SYMBOLS)):
                    symbol = table.symtab[i]
                    if symbol.st_size and symbol.st_shndx:
                        name = text(table.strtab + symbol.st_name)
                        yield int(symbol.st_value), int(symbol.st_size), name, where
        except (AttributeError, LookupError, drgn.FaultError):
            return


def described(prog, address, at=None):
    """
    An address as the kernel prints it, for example do_exit+0x12/0x340.

    The address of a call is looked up, and the one after it shown.
    """
    found = names(prog).find(address if at is None else at)
    if not found:
        return f"0x{address:x}"
    name, start, size, module = found
    return f"{name}+0x{address - start:x}/0x{size:x}{module}"


@functools.cache
def names(prog):
    return Names(prog)


def frames(prog, what):
    """The frames of a stack that have a place, innermost first: pc and sp.

    Inlined functions are not listed, as in the kernel's own traces: whoever
    reads the report finds them by the address.
    """
    found = []
    try:
        for frame in itertools.islice(prog.stack_trace(what), 4 * FRAMES):
            try:
                pc, sp = frame.pc, frame.sp
            except LookupError:
                break
            if pc < KERNEL:
                break
            at = pc if not found or frame.interrupted else pc - 1
            if (not found or found[-1][0] != pc) and not frame.is_inline:
                found.append((pc, sp, at))
    except (LookupError, ValueError, drgn.FaultError) as e:
        found.append((0, 0, str(e)))
    return found[:FRAMES]


def name_of(prog, frame):
    found = names(prog).find(frame[2]) if frame[0] else None
    return found[0] if found else ""


def line_of(prog, frame):
    pc, _, at = frame
    return described(prog, pc, at) if pc else f"(the unwinder stopped: {at})"


def text(value):
    try:
        return value.string_()[:64].decode("ascii", "replace")
    except drgn.FaultError:
        return "?"


def locks(prog, task):
    """What lockdep says that a task holds, or is about to take: the last one."""
    try:
        depth = min(int(task.lockdep_depth), LOCKS)
        held = task.held_locks
    except (AttributeError, LookupError):
        return
    if not depth:
        return
    who = f"{text(task.comm)}/{int(task.pid)}"
    yield f"{depth} lock{'s' if depth > 1 else ''} held by {who}:"
    for i in range(depth):
        lock = held[i]
        try:
            one = prog["lock_classes"][int(lock.class_idx)]
            inner, outer = int(one.wait_type_inner), int(one.wait_type_outer)
            yield (
                f" #{i}: {int(lock.instance):016x} ({text(one.name)})"
                f"{{....}}-{{{outer or inner}:{inner}}}, at: "
                + described(prog, int(lock.acquire_ip))
            )
        except (AttributeError, LookupError, drgn.FaultError) as e:
            yield f" #{i}: unreadable: {e}"


def current(prog, cpu):
    try:
        return per_cpu(prog["current_task"], cpu).read_()
    except KeyError:
        return per_cpu(prog["pcpu_hot"], cpu).current_task.read_()  # up to 6.14


class Cpu:
    """A CPU that makes no progress."""

    def __init__(self, prog, index, seconds, highest):
        self.prog = prog
        self.index = index
        self.seconds = seconds
        self.task = current(prog, index)
        all_frames = frames(prog, self.task)
        # Whatever lay below the highest stack pointer came and went.
        lasting = [f for f in all_frames if not f[0] or f[1] >= highest]
        self.frames = lasting or all_frames

    def waits(self):
        return any(name_of(self.prog, f).startswith(WAITS) for f in self.frames[:4])

    def idles(self):
        return any(name_of(self.prog, f).startswith(IDLES) for f in self.frames[:3])

    def hears(self):
        """Whether it takes interrupts; one that does not say so does."""
        try:
            flags = self.prog.stack_trace(self.task)[0].register("rflags")
        except (IndexError, LookupError, ValueError):
            return True
        return bool(flags & INTERRUPTS)

    def dump(self):
        task = self.task
        release = text(self.prog["init_uts_ns"].name.release)
        yield f"CPU: {self.index} UID: 0 PID: {int(task.pid)} Comm: {text(task.comm)} Not tainted {release}"
        if self.frames:
            yield "RIP: 0010:" + line_of(self.prog, self.frames[0])
        yield "Call Trace:"
        yield " <TASK>"
        for frame in self.frames[1:]:
            yield " " + line_of(self.prog, frame)
        yield " </TASK>"
        yield from locks(self.prog, task)


def report(prog, cpus):
    if not cpus:
        return
    # Who waits for another is not who is to blame.
    cpus.sort(key=lambda cpu: (cpu.waits(), cpu.index))
    first = cpus[0]
    yield (
        f"nosplat: CPU {first.index} makes no progress in the kernel with interrupts off"
        f" for {first.seconds} s"
    )
    yield from first.dump()
    for cpu in cpus[1:]:
        does = "waits with interrupts off" if cpu.waits() else "makes no progress either"
        yield f"CPU {cpu.index} {does} for {cpu.seconds} s:"
        yield from cpu.dump()
    yield "---[ end of nosplat's report ]---"


def reset(prog):
    """Of a triple fault QEMU does not tell whose it was: whoever was in the kernel."""
    cpus = [Cpu(prog, i, 0, 0) for i in itertools.islice(for_each_online_cpu(prog), 64)]
    cpus = [cpu for cpu in cpus if cpu.frames and not cpu.idles()]
    if not cpus:
        return
    cpus.sort(key=lambda cpu: (cpu.waits(), cpu.hears(), cpu.index))
    yield f"nosplat: the machine was reset without a word, while CPU {cpus[0].index} was in the kernel"
    yield from cpus[0].dump()
    for cpu in cpus[1:]:
        yield f"CPU {cpu.index} was in the kernel too:"
        yield from cpu.dump()
    yield "---[ end of nosplat's report ]---"


def stack(prog, task):
    for frame in frames(prog, task):
        yield "    " + line_of(prog, frame)


def running(prog):
    yield "What runs:"
    for cpu in itertools.islice(for_each_online_cpu(prog), 64):
        task = current(prog, cpu)
        yield f"  CPU {cpu}: {text(task.comm)}/{int(task.pid)}"
        yield from stack(prog, task)
        yield from ("    " + line for line in locks(prog, task))


def blocked(prog):
    yield "Tasks that wait uninterruptibly or hold locks:"
    for task in itertools.islice(for_each_task(prog), 100_000):
        state = task_state_to_char(task)
        held = list(locks(prog, task))
        if state == UNINTERRUPTIBLE or held:
            yield f"  {text(task.comm)}/{int(task.pid)} state {state}"
            yield from stack(prog, task)
            yield from ("    " + line for line in held)


def messages(prog):
    yield "The last kernel messages:"
    for record in get_printk_records(prog)[-RECORDS:]:
        when = f"[{record.timestamp // 10**9:5}.{record.timestamp % 10**9 // 1000:06}] "
        yield "  " + when + record.text[:1000].decode("ascii", "replace").replace("\n", "\n  ")


def guarded(part, prog):
    """A part that fails says so, and the others come all the same."""
    try:
        yield from part(prog)
    except Exception as e:  # whatever a suspect's memory leads to
        yield f"  (unreadable from here: {type(e).__name__}: {e})"




def said(*command):
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, timeout=30
    ).stdout


def note(vmlinux, levels):
    """What a kernel without VMCORE_INFO does not note, if it runs where it was linked."""
    build_id = re.search(r"Build ID: ([0-9a-f]+)", said("readelf", "-n", vmlinux))
    page_table = re.search(r"^([0-9a-f]+) \w init_top_pgt$", said("nm", vmlinux), re.M)
    return (
        "OSRELEASE=unknown\nPAGESIZE=4096\nKERNELOFFSET=0\nNUMBER(phys_base)=0\n"
        f"BUILD-ID={build_id[1]}\nSYMBOL(swapper_pg_dir)={page_table[1]}\n"
        f"NUMBER(pgtable_l5_enabled)={levels - 4}\n"
    ).encode()


def opened(vmlinux, dump):
    """The dump with its symbols, by the kernel's own note or by one that is made for it."""
    try:
        prog = drgn.Program()
        prog.set_core_dump(dump)
        prog.load_debug_info([vmlinux])
        return prog
    except ValueError as e:  # "unrecognized QEMU memory dump": there is no note in it
        why = e
    for levels in (5, 4):
        prog = drgn.Program(vmcoreinfo=note(vmlinux, levels))
        prog.set_core_dump(dump)
        prog.load_debug_info([vmlinux])
        try:
            prog["init_uts_ns"].name.release.string_()
            return prog
        except drgn.FaultError:
            continue  # page tables of the other depth
    raise why


def main():
    vmlinux, dump, *stuck = sys.argv[1:]
    prog = opened(vmlinux, dump)
    if stuck == ["reset"]:
        lines = reset(prog)
    else:
        cpus = []
        for each in stuck:
            cpu, seconds, highest = each.split(":")
            cpus.append(Cpu(prog, int(cpu), int(seconds), int(highest, 16)))
        lines = report(prog, cpus)
    for line in lines:
        print(line)
    print("==")
    for part in (running, blocked, messages):
        for line in itertools.islice(guarded(part, prog), 4000):
            print(line)


main()
