#!/usr/bin/env python3
"""Runs random programs in QEMU and in the interpreter and holds what they leave together.

compare.py [--seeds N] [--chunks N] [--layers N] [group ...]

Every register and all memory the program wrote must be equal, and the number of instructions.
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import tempfile
from random import Random

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TEMPLATE = ROOT / "firmware-template/startup/lx6"
KERNEL_FOLDER = ROOT / "Sources/CKernels"
INTERPRETER = ROOT / "Sources/CXtensa"
# Each of QEMU's cores: where its memory is, and where it starts.
CORES = {"de212": (0x60000000, 0x50000000), "de233_fpu": (0x00002000, 0xFE000000)}
GROUPS = {"arithmetic": "de212", "shifts": "de212", "bounds": "de212", "multiply": "de212",
          "divide": "de212", "moves": "de212", "memory": "de212", "atomics": "de233_fpu",
          "branches": "de212", "loops": "de212", "mac16": "de212", "booleans": "de233_fpu",
          "floats": "de233_fpu", "exceptions": None}
COUNTS_PER_INSTRUCTION = 40.96  # of CCOUNT at 40 MHz with -icount shift=10


def run(command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, **options)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n" + done.stderr.decode(errors="replace")[-1000:])
    return done


def build_runner(folder):
    """The interpreter as a program, with the host's compiler."""
    runner = folder / "run_lx6"
    run(["cc", "-std=c11", "-O2", "-D_POSIX_C_SOURCE=200809L", f"-I{INTERPRETER}/include",
         HERE / "run_lx6.c", *sorted(INTERPRETER.glob("*.c")), "-lm", "-o", runner])
    return runner


def link(core, sources, program, definitions):
    text, reset = CORES[core]
    run(["xtensa-lx106-elf-gcc", "-nostdlib", "-Wa,--no-transform", "-Wl,--no-relax",
         "-Wl,--no-warn-rwx-segments", f"-I{TEMPLATE}",
         f"-DWITH_FLOAT={int(core == 'de233_fpu')}", *definitions, "-T", HERE / "link.ld",
         f"-Wl,-Ttext={text:#x}", f"-Wl,--section-start=.reset={reset:#x}", "-o", program,
         HERE / "prologue.S", *sources])


def build(arguments, group, seed, core, folder):
    """The program for QEMU and the one for the interpreter: they differ for `exceptions` only."""
    if group == "exceptions":
        theirs, ours = folder / "theirs.elf", folder / "ours.elf"
        for program, line in ((theirs, 1 << 11), (ours, 1 << 29)):  # by software, at level 3
            link(core, [HERE / "exceptions.S"], program,
                 ["-DOWN_VECTORS=1", "-DRESULT_BYTES=2048", "-DLEVEL1_LINE=0x80",
                  f"-DLEVEL3_LINE={line:#x}"])
        return theirs, ours
    body = folder / "body.S"
    body.write_bytes(run([sys.executable, HERE / "generate.py", group, seed,
                          arguments.chunks]).stdout)
    program = folder / "program.elf"
    link(core, [body], program,
         ["-DOWN_VECTORS=0", f"-DRESULT_BYTES={48 * arguments.chunks}"])
    return program, program


KERNELS = ["add_s8", "average_pool_2d_s8", "conv_2d_s8", "depthwise_conv_2d_s8",
           "fully_connected_s8", "max_pool_2d_s8", "softmax_s8"]
KERNEL_BYTES = 144 * 24 + 36 * 16 + 24 + 16 * 16 + 36 * 16 + 8 * 16 + 1024


def compile_kernels(core, multiplication, folder, name):
    """The kernels as the compiler for LX106 makes them, with this 64-bit multiplication."""
    objects = []
    sources = [HERE / "kernels.c", TEMPLATE / "mcub_division.S", multiplication]
    sources += [KERNEL_FOLDER / f"mcub_{kernel}_ref.c" for kernel in KERNELS]
    for source in sources:
        objects.append(folder / f"{source.stem}-{name}.o")
        mode = ["-Wa,--no-transform"] if source.suffix == ".S" else [
            "-std=c11", "-O2", "-ffreestanding", "-mlongcalls", "-mtext-section-literals",
            f"-I{KERNEL_FOLDER}/include"]
        run(["xtensa-lx106-elf-gcc", "-mabi=call0", *mode, f"-I{TEMPLATE}",
             f"-DRESULT_BYTES={KERNEL_BYTES}", "-c", source, "-o", objects[-1]])
    link(core, [*objects, "-lgcc"], folder / f"{name}.elf",
         ["-DOWN_VECTORS=0", f"-DRESULT_BYTES={KERNEL_BYTES}"])
    return folder / f"{name}.elf"


# The LX6's own kernels: C that the host runs too, and assembly that it has twins of.
LX6_KERNELS = ["conv_2d_s8_lx6", "depthwise_conv_2d_s8_lx6_3x3", "depthwise_conv_2d_s8_lx6_any",
               "fully_connected_s8_lx6", "gather_lx6", "plane_lx6"]
LX6_ASSEMBLY = ["clamp_s8_lx6", "depthwise_3x3_lx6", "dot_s8_lx6", "dot_vector_s8_lx6",
                "spread_s8_lx6", "widen_s8_lx6"]
LX6_REFERENCES = ["conv_2d_s8", "depthwise_conv_2d_s8", "fully_connected_s8"]


def random_layers(seed, count):
    """Layers for lx6_kernels.c: a kind, sizes, a kernel, stride, dilation, groups, padding, batches."""
    random = Random(seed)
    layers = []
    while len(layers) < count:
        kind = random.choice(["CONVOLUTION", "CONVOLUTION", "DEPTHWISE", "DEPTHWISE", "CONNECTED"])
        if kind == "CONNECTED":
            layers.append((kind, 1, 1, random.randint(1, 200), random.randint(1, 30), 1, 1, 1, 1, 1,
                           0, random.randint(1, 3)))
            continue
        height, width = random.randint(1, 11), random.randint(1, 11)
        rows, columns = random.choice([(1, 1), (3, 3), (3, 3), (5, 5), (1, 3), (3, 1), (4, 2), (6, 7)])
        stride, padding = random.choice([1, 1, 2, 3]), random.randint(0, 1)
        dilation = random.choice([1, 1, 2]) if kind == "CONVOLUTION" else 1
        if not padding and ((rows - 1) * dilation >= height or (columns - 1) * dilation >= width):
            continue
        groups = random.choice([1, 1, 2]) if kind == "CONVOLUTION" else 1
        inputs = groups * random.choice([1, 3, 4, 5, 8, 12])
        outputs = (inputs * random.choice([1, 1, 2]) if kind == "DEPTHWISE"
                   else groups * random.randint(1, 7))
        layers.append((kind, height, width, inputs, outputs, rows, columns, stride, dilation,
                       groups, padding, random.choice([1, 1, 2])))
    return layers


def compile_lx6_kernels(core, without_mulsh, definitions, count, folder, name):
    objects = []
    sources = [HERE / "lx6_kernels.c", HERE / "high_product.S", TEMPLATE / "mcub_division.S"]
    sources += [KERNEL_FOLDER / f"lx6/mcub_{kernel}.c" for kernel in LX6_KERNELS]
    sources += [KERNEL_FOLDER / f"lx6/mcub_{kernel}.S" for kernel in LX6_ASSEMBLY]
    for source in sources:
        objects.append(folder / f"{source.stem}-{name}.o")
        mode = (["-Wa,--no-transform", f"-DMCUB_WITHOUT_MULSH={without_mulsh}"]
                if source.suffix == ".S" else
                ["-std=c11", "-O2", "-ffreestanding", "-mlongcalls", "-mtext-section-literals",
                 f"-I{KERNEL_FOLDER}/include", f"-I{folder}"])
        run(["xtensa-lx106-elf-gcc", "-mabi=call0", *mode, *definitions, f"-I{TEMPLATE}", "-c",
             source, "-o", objects[-1]])
    link(core, [*objects, "-lgcc"], folder / f"{name}.elf",
         ["-DOWN_VECTORS=0", f"-DRESULT_BYTES={8 * count}"])
    return folder / f"{name}.elf"


def loops_across_fetches(folder):
    """Loops given as bytes that do not lie at 1 or 2 modulo 4: the assembler sees to no other."""
    found = []
    for kernel in folder.glob("mcub_*-lx6-0.o"):
        lines = run(["xtensa-lx106-elf-objdump", "-d", kernel]).stdout.decode().splitlines()
        for line, after in zip(lines, lines[1:]):
            place, _, text = line.partition(":")
            if text.endswith(".byte 0x76") and after[-4:-1] in ("0x8", "0x9", "0xa") and (
                    int(place, 16) % 4 not in (1, 2)):
                found.append(f"{kernel.stem} {place.strip()}")
    return found


def lx6_kernels_on_host(definitions, is_reference, folder):
    program = folder / f"host-{is_reference}"
    sources = ([f"mcub_{kernel}_ref.c" for kernel in LX6_REFERENCES] if is_reference else
               [f"lx6/mcub_{kernel}.c" for kernel in LX6_KERNELS] +
               [f"host/mcub_{kernel}.c" for kernel in LX6_ASSEMBLY])
    run(["cc", "-std=c11", "-O2", "-DON_HOST", f"-DREFERENCE={is_reference}", *definitions,
         f"-I{KERNEL_FOLDER}/include", HERE / "lx6_kernels.c",
         *[KERNEL_FOLDER / source for source in sources], "-o", program])
    return pairs(run([program]).stdout)


def pairs(results):
    """Of each layer: a word of its outputs, and what it took."""
    return list(zip(*[iter(struct.unpack(f"<{len(results) // 4}I", results))] * 2))


def compare_lx6_kernels(arguments, seed):
    """The LX6's kernels: the same outputs as the reference, the same counts as QEMU's."""
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        layers = random_layers(seed, arguments.layers)
        lines = ["{%s}," % ", ".join(map(str, layer)) for layer in layers]
        (folder / "layers.inc").write_text("\n".join(lines) + "\n")
        definitions = [f'-DLAYERS="{folder}/layers.inc"']
        reference = lx6_kernels_on_host(definitions, 1, folder)
        twins = lx6_kernels_on_host(definitions, 0, folder)
        programs = [compile_lx6_kernels("de212", without_mulsh, definitions, len(layers), folder,
                                        f"lx6-{without_mulsh}") for without_mulsh in (0, 1)]
        crossing = loops_across_fetches(folder)
        failed = bool(crossing)
        for loop in crossing:
            print(f"  a loop's first instruction crosses a fetch: {loop}")
        native = pairs(in_interpreter(arguments, programs[0], "de212")[1536:-8])
        portable = pairs(in_interpreter(arguments, programs[1], "de212")[1536:-8])
        theirs = pairs(in_qemu(programs[1], "de212")[1536:-8])
        for index, layer in enumerate(layers):
            outputs = [run[index][0] for run in (twins, native, portable, theirs)]
            counts = [portable[index][1], round(theirs[index][1] / COUNTS_PER_INSTRUCTION)]
            if set(outputs) != {reference[index][0]} or counts[0] != counts[1]:
                failed = True
                print(f"  {layer}: outputs {outputs}, not {reference[index][0]:#x}; instructions: "
                      f"interpreter {counts[0]}, QEMU {counts[1]}")
        print(f"lx6 seed {seed}: {len(layers)} layers {'DIFFERENT' if failed else 'equal'} to the "
              f"reference on the host, in QEMU and in the interpreter; instructions: QEMU and "
              f"interpreter {sum(run[1] for run in portable)}, with MULSH "
              f"{sum(run[1] for run in native)}", flush=True)
    return failed


def on_host(folder):
    program = folder / "host"
    run(["cc", "-std=c11", "-O2", "-DON_HOST", f"-DRESULT_BYTES={KERNEL_BYTES}",
         f"-I{KERNEL_FOLDER}/include", HERE / "kernels.c",
         *[KERNEL_FOLDER / f"mcub_{kernel}_ref.c" for kernel in KERNELS], "-o", program])
    return run([program]).stdout


def compare_kernels(arguments):
    """Compiled C: QEMU, the interpreter and the host leave the same bytes."""
    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        expected = on_host(folder)
        for core in CORES:
            portable = compile_kernels(core, HERE / "multiplication.c", folder, core)
            native = compile_kernels(core, TEMPLATE /
                                     "mcub_multiplication.S", folder, core + "-muluh")
            theirs, ours = in_qemu(portable, core), in_interpreter(arguments, portable, core)
            fast = in_interpreter(arguments, native, core)
            outputs = [dump[1536:-8] for dump in (theirs, ours, fast)]
            qemu_count = round(counted(theirs) / COUNTS_PER_INSTRUCTION)
            equal = all(output == expected for output in outputs)
            same = qemu_count == counted(ours)
            failed |= not (equal and same)
            print(f"kernels on {core}: outputs {'equal' if equal else 'DIFFERENT'} on the host, "
                  f"in QEMU and in the interpreter ({len(expected)} bytes); instructions: QEMU "
                  f"{qemu_count}, interpreter {counted(ours)}, with MULUH {counted(fast)}",
                  flush=True)
    return failed


def in_qemu(program, core):
    # An instruction a block: within longer ones QEMU 7.2 shifts by SAR modulo 32 where SRL
    # follows SSAI and SSA8B with nothing between that ends a block.
    done = run(["qemu-system-xtensa", "-M", "sim", "-cpu", core, "-nographic", "-monitor", "none",
                "-serial", "none", "-semihosting", "-singlestep", "-icount", "shift=10", "-kernel", program],
               timeout=240, stdin=subprocess.DEVNULL)
    return done.stdout


def in_interpreter(arguments, program, core):
    text, reset = CORES[core]
    done = run([arguments.runner, program, hex(text & ~0xFFFF), hex(reset), "unaligned-raises"],
               timeout=20)
    return done.stdout


def is_nan(word):
    return word & 0x7FFFFFFF > 0x7F800000


def differences(group, theirs, ours):
    """Words that differ; two floats that are no numbers count as equal."""
    if len(theirs) != len(ours):
        return [f"{len(theirs)} bytes from QEMU, {len(ours)} from the interpreter"]
    words = zip(struct.unpack(f"<{len(theirs) // 4}I", theirs),
                struct.unpack(f"<{len(ours) // 4}I", ours))
    return [f"{place(index)}: QEMU {a:#010x}, interpreter {b:#010x}"
            for index, (a, b) in enumerate(words)
            if a != b and not (group == "floats" and is_nan(a) and is_nan(b))]


def place(index):
    """What a word of the dump is: memory first, then registers by chunk."""
    if index < 384:
        return f"scratch word {index}"
    return f"chunk {(index - 384) // 12} a{(index - 384) % 12 + 4}"


def counted(dump):
    begin, end = struct.unpack("<2I", dump[-8:])
    return (end - begin) & 0xFFFFFFFF


def unaligned(dump):
    """Accesses that raised, which QEMU takes back and does not count; other faults it counts."""
    words = struct.unpack(f"<{(len(dump) - 8 - 1536) // 4}I", dump[1536:-8])
    return sum(cause == 9 for cause in words[2::8])


def runs(group, seeds):
    """The programs of a group: their seeds, and the core for each."""
    if group == "exceptions":
        return [(0, core) for core in CORES]
    return [(seed, GROUPS[group]) for seed in range(seeds)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--chunks", type=int, default=400)
    parser.add_argument("--layers", type=int, default=60, help="of a program of group lx6")
    parser.add_argument("groups", nargs="*", default=[])
    arguments = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as name:
        arguments.runner = build_runner(pathlib.Path(name))
        failed = compare(arguments)
    sys.exit(1 if failed else 0)


def compare(arguments):
    failed = False
    for group in arguments.groups or [*GROUPS, "kernels", "lx6"]:
        if group == "lx6":
            for seed in range(arguments.seeds):
                failed |= compare_lx6_kernels(arguments, seed)
            continue
        if group == "kernels":
            failed |= compare_kernels(arguments)
            continue
        for seed, core in runs(group, arguments.seeds):
            with tempfile.TemporaryDirectory() as name:
                their_program, program = build(arguments, group, seed, core, pathlib.Path(name))
                theirs = in_qemu(their_program, core)
                ours = in_interpreter(arguments, program, core)
                differ = differences(group, theirs[:-8], ours[:-8])
                count = counted(ours) - (unaligned(ours) if group == "exceptions" else 0)
                qemu_count = round(counted(theirs) / COUNTS_PER_INSTRUCTION)
                if count != qemu_count:
                    differ.append(f"QEMU ran {qemu_count} instructions, the interpreter {count}")
                state = "equal" if not differ else "DIFFERENT"
                print(f"{group} seed {seed} on {core}: {state}, {count} instructions, "
                      f"{len(ours) - 8} bytes compared", flush=True)
                for line in differ[:5]:
                    print(f"  {line}")
                if differ:
                    failed = True
                    kept = pathlib.Path(tempfile.gettempdir()) / f"lx6-{group}-{seed}.elf"
                    kept.write_bytes(program.read_bytes())
                    print(f"  program kept as {kept}")
    return failed


main()
