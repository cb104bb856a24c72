#!/usr/bin/env python3
"""Writes random assembly programs, one a group of instructions, for QEMU and the interpreter.

generate.py GROUP SEED > body.S. The program calls `body`, which works on a2 (operands), a3
(results) and the registers a4 to a15, and keeps its return address in the stack.
"""
import random
import sys

EDGES = [0, 1, 2, 3, 7, 0x1F, 0x20, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF,
         0x80000000, 0x80000001, 0xFFFF8000, 0xFFFFFF80, 0xFFFFFFFE, 0xFFFFFFFF, 0x80008000]
FLOAT_EDGES = [0, 0x80000000, 1, 0x80000001, 0x007FFFFF, 0x00800000, 0x3F800000, 0xBF800000,
               0x3F000000, 0x3FC00000, 0xBF000000, 0x40200000, 0x4F000000, 0xCF000000, 0x4F800000,
               0x4EFFFFFF, 0x7F7FFFFF, 0xFF7FFFFF, 0x7F800000, 0xFF800000, 0x7FC00000]
REGS = list(range(4, 16))


class Program:
    def __init__(self, rng):
        self.rng, self.lines, self.labels = rng, [], 0
        self.literals, self.operands = [], []

    def emit(self, text):
        self.lines.append("    " + text)

    def place(self, label):
        self.lines.append(f"{label}:")

    def label(self):
        self.labels += 1
        return f"L{self.labels}"

    def word(self, symbol):
        """A literal with the symbol's address."""
        self.literals.append(symbol)
        return f"literal_{len(self.literals) - 1}"

    def reg(self):
        return f"a{self.rng.choice(REGS)}"

    def value(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.35:
            return rng.choice(EDGES)
        if kind < 0.5:
            return rng.getrandbits(rng.randint(1, 32))
        if kind < 0.6:
            return 0xFFFFFFFF ^ rng.getrandbits(rng.randint(1, 31))
        return rng.getrandbits(32)

    def float_value(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.3:
            return rng.choice(FLOAT_EDGES)
        if kind < 0.8:  # numbers of about one size, so that sums and products meet
            return rng.getrandbits(1) << 31 | rng.randint(120, 150) << 23 | rng.getrandbits(23)
        return rng.getrandbits(1) << 31 | rng.randint(0, 254) << 23 | rng.getrandbits(23)


def three(names):
    return lambda p: p.emit(f"{p.rng.choice(names)} {p.reg()}, {p.reg()}, {p.reg()}")


def arithmetic(p):
    r = p.rng
    kind = r.randrange(10)
    if kind < 4:
        three(["add", "sub", "addx2", "addx4", "addx8", "subx2", "subx4", "subx8", "and", "or",
               "xor", "add.n"])(p)
    elif kind == 4:
        p.emit(f"{r.choice(['neg', 'abs', 'mov', 'mov.n'])} {p.reg()}, {p.reg()}")
    elif kind == 5:
        p.emit(f"addi {p.reg()}, {p.reg()}, {r.randint(-128, 127)}")
    elif kind == 6:
        p.emit(f"addmi {p.reg()}, {p.reg()}, {r.randint(-128, 127) * 256}")
    elif kind == 7:
        p.emit(f"movi {p.reg()}, {r.randint(-2048, 2047)}")
    elif kind == 8:
        p.emit(f"movi.n {p.reg()}, {r.randint(-32, 95)}")
    else:
        p.emit(f"addi.n {p.reg()}, {p.reg()}, {r.choice([-1] + list(range(1, 16)))}")


def shifts(p):
    r = p.rng
    kind = r.randrange(9)
    if kind == 0:
        p.emit(f"slli {p.reg()}, {p.reg()}, {r.randint(1, 31)}")
    elif kind == 1:
        p.emit(f"srai {p.reg()}, {p.reg()}, {r.randint(0, 31)}")
    elif kind == 2:
        p.emit(f"srli {p.reg()}, {p.reg()}, {r.randint(0, 15)}")
    elif kind == 3:
        p.emit(f"{r.choice(['ssr', 'ssl', 'ssa8l', 'ssa8b'])} {p.reg()}")
    elif kind == 4:
        p.emit(f"ssai {r.randint(0, 31)}")
    elif kind == 5:
        p.emit(f"src {p.reg()}, {p.reg()}, {p.reg()}")
    elif kind == 6:
        p.emit(f"{r.choice(['srl', 'sll', 'sra'])} {p.reg()}, {p.reg()}")
    elif kind == 7:
        shift = r.randint(0, 31)
        p.emit(f"extui {p.reg()}, {p.reg()}, {shift}, {r.randint(1, min(16, 32 - shift))}")
    else:
        p.emit(f"{r.choice(['nsa', 'nsau'])} {p.reg()}, {p.reg()}")
    if r.random() < 0.2:
        p.emit(f"rsr {p.reg()}, sar")


def bounds(p):
    r = p.rng
    if r.random() < 0.5:
        p.emit(f"mcub_{r.choice(['sext', 'clamps'])} {p.reg()}, {p.reg()}, {r.randint(7, 22)}")
    else:
        three(["mcub_min", "mcub_max", "mcub_minu", "mcub_maxu"])(p)


multiply = three(["mul16u", "mul16s", "mull"])


def divide(p):
    divisor = p.reg()
    p.emit("movi a0, 3")  # for a divisor of zero
    p.emit(f"movnez a0, {divisor}, {divisor}")
    p.emit(f"{p.rng.choice(['mcub_quou', 'mcub_quos', 'mcub_remu', 'mcub_rems'])} "
           f"{p.reg()}, {p.reg()}, a0")


moves = three(["moveqz", "movnez", "movltz", "movgez"])


def memory(p):
    r = p.rng
    p.emit("l32r a0, scratch_address")
    kind = r.randrange(8)
    if kind == 0:
        p.emit(f"l8ui {p.reg()}, a0, {r.randint(0, 255)}")
    elif kind == 1:
        p.emit(f"{r.choice(['l16ui', 'l16si'])} {p.reg()}, a0, {r.randint(0, 255) * 2}")
    elif kind == 2:
        p.emit(f"l32i {p.reg()}, a0, {r.randint(0, 127) * 4}")
    elif kind == 3:
        p.emit(f"{r.choice(['l32i.n', 's32i.n'])} {p.reg()}, a0, {r.randint(0, 15) * 4}")
    elif kind == 4:
        p.emit(f"s8i {p.reg()}, a0, {r.randint(0, 255)}")
    elif kind == 5:
        p.emit(f"s16i {p.reg()}, a0, {r.randint(0, 255) * 2}")
    elif kind == 6:
        p.emit(f"s32i {p.reg()}, a0, {r.randint(0, 127) * 4}")
    else:
        source = p.reg()
        p.emit(f"addi a0, a0, -{r.randint(0, 31) * 4}")
        p.emit(f"l32i {source}, a0, {r.randint(0, 100) * 4}")


def atomics(p):
    r = p.rng
    p.emit("l32r a0, scratch_address")
    kind, offset = r.randrange(4), r.randint(0, 30) * 4
    if kind == 0:
        p.emit(f"mcub_l32ai {p.reg()}, a0, {offset}")
    elif kind == 1:
        p.emit(f"mcub_s32ri {p.reg()}, a0, {offset}")
    else:
        expected = p.reg()
        if kind == 2:
            p.emit(f"l32i {expected}, a0, {offset}")
        p.emit(f"mcub_wsr {expected}, MCUB_SCOMPARE1")
        p.emit(f"mcub_s32c1i {p.reg()}, a0, {offset}")


def branch(p, target, narrow=False):
    """A conditional branch; a narrow one needs an instruction to branch over."""
    r = p.rng
    kind = r.randrange(6)
    if kind == 0:
        name = r.choice(["beqz", "bnez", "bltz", "bgez"] + ["beqz.n", "bnez.n"] * narrow)
        p.emit(f"_{name} {p.reg()}, {target}")
    elif kind == 1:
        name, constant = r.choice(["beqi", "bnei", "blti", "bgei"]), r.choice(
            [-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256])
        p.emit(f"_{name} {p.reg()}, {constant}, {target}")
    elif kind == 2:
        name, constant = r.choice(["bltui", "bgeui"]), r.choice(
            [32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256])
        p.emit(f"_{name} {p.reg()}, {constant}, {target}")
    elif kind == 3:
        p.emit(f"_{r.choice(['bbci', 'bbsi'])} {p.reg()}, {r.randint(0, 31)}, {target}")
    else:
        name = r.choice(["bnone", "beq", "blt", "bltu", "ball", "bbc", "bany", "bne", "bge", "bgeu",
                         "bnall", "bbs"])
        p.emit(f"_{name} {p.reg()}, {p.reg()}, {target}")


def branches(p):
    r = p.rng
    target = p.label()
    kind = r.randrange(12)
    if kind == 0:
        p.emit(f"_j {target}")
        arithmetic(p)
    elif kind == 1:
        p.emit(f"l32r a0, {p.word(target)}")
        p.emit("jx a0")
        arithmetic(p)
    elif kind == 2:
        p.emit("_call0 adder")
        p.emit(f"xor {p.reg()}, {p.reg()}, a0")
    elif kind == 3:
        p.emit(f"l32r a0, {p.word('adder')}")
        p.emit("callx0 a0")
    else:
        skipped = r.randint(0, 3)
        branch(p, target, narrow=skipped > 0)
        for _ in range(skipped):
            arithmetic(p)
    p.place(target)


def loops(p):
    r = p.rng
    end, out = p.label(), p.label()
    counter = p.reg()
    name = r.choice(["loop", "loopnez", "loopgtz"])
    p.emit(f"movi a0, {r.choice([1, 1, 2, 3, 5, 9])}")
    if name != "loop":
        p.emit(f"movi a0, {r.choice([0, 1, 2, 7, -1 if name == 'loopgtz' else 4])}")
    p.emit(f"mcub_{name} a0, {end}")
    for _ in range(r.randint(1, 6)):
        if r.random() < 0.15:
            branch(p, out)
        elif r.random() < 0.1:
            target = p.label()
            branch(p, target)
            arithmetic(p)
            p.place(target)
            arithmetic(p)
        else:
            r.choice([arithmetic, shifts, bounds])(p)
    if r.random() < 0.3:  # a branch in the last place, to the loop's end or to its outside
        branch(p, r.choice([end, out]))
    p.place(end)
    p.emit(f"mcub_rsr {counter}, MCUB_LCOUNT")
    arithmetic(p)
    p.place(out)
    p.emit("movi a0, 0")
    p.emit("mcub_wsr a0, MCUB_LCOUNT")


def mac16(p):
    r = p.rng
    half, low, high = (r.choice(names) for names in ("ll hl lh hh".split(), ["m0", "m1"],
                                                     ["m2", "m3"]))
    kind = r.randrange(9)
    if kind == 0:
        p.emit(f"mcub_umul_aa {half}, {p.reg()}, {p.reg()}")
    elif kind < 5:
        name = r.choice(["mul", "mula", "mula", "muls"])
        pair = r.choice(["aa", "ad", "da", "dd"])
        first = p.reg() if pair[0] == "a" else low
        second = p.reg() if pair[1] == "a" else high
        p.emit(f"mcub_{name}_{pair} {half}, {first}, {second}")
    elif kind < 7:
        p.emit("l32r a0, scratch_address")
        step, into = r.choice(["ldinc", "lddec"]), f"m{r.randrange(4)}"
        pair, second = ("da", p.reg()) if kind == 5 else ("dd", high)
        p.emit(f"mcub_mula_{pair}_{step} {half}, {into}, a0, {low}, {second}")
    elif kind == 7:
        p.emit("l32r a0, scratch_address")
        p.emit(f"mcub_{r.choice(['ldinc', 'lddec'])} m{r.randrange(4)}, a0")
        p.emit(f"xor {p.reg()}, {p.reg()}, a0")
    else:
        special = r.choice(["ACCLO", "ACCHI", "M0", "M1", "M2", "M3"])
        p.emit(f"mcub_{r.choice(['wsr', 'xsr'])} {p.reg()}, MCUB_{special}")
    p.emit(f"mcub_rsr {p.reg()}, MCUB_{r.choice(['ACCLO', 'ACCHI', 'M0', 'M1', 'M2', 'M3'])}")


def booleans(p):
    r = p.rng
    b = lambda: f"b{r.randrange(16)}"
    kind = r.randrange(6)
    if kind == 0:
        p.emit(f"mcub_wsr {p.reg()}, MCUB_BR")
    elif kind == 1:
        name = r.choice(["andb", "andbc", "orb", "orbc", "xorb"])
        p.emit(f"mcub_{name} {b()}, {b()}, {b()}")
    elif kind == 2:
        width = r.choice([4, 8])
        p.emit(f"mcub_{r.choice(['any', 'all'])}{width} {b()}, b{r.randrange(16 // width) * width}")
    elif kind == 3:
        p.emit(f"mcub_{r.choice(['movf', 'movt'])} {p.reg()}, {p.reg()}, {b()}")
    elif kind == 4:
        target = p.label()
        p.emit(f"mcub_{r.choice(['bf', 'bt'])} {b()}, {target}")
        arithmetic(p)
        p.place(target)
    else:
        p.emit(f"mcub_xsr {p.reg()}, MCUB_BR")
    p.emit(f"mcub_rsr {p.reg()}, MCUB_BR")


def floats(p):
    r = p.rng
    f = lambda: f"f{r.randrange(16)}"
    kind = r.randrange(9)
    if kind < 3:
        name = r.choice(["add_s", "sub_s", "mul_s", "madd_s", "msub_s"])
        result = f()
        p.emit(f"mcub_{name} {result}, {f()}, {f()}")
        p.emit(f"mcub_rfr {p.reg()}, {result}")
    elif kind == 3:
        name = r.choice(["round_s", "trunc_s", "floor_s", "ceil_s", "utrunc_s"])
        p.emit(f"mcub_{name} {p.reg()}, {f()}, {r.choice([0, 0, 1, 5, 15])}")
    elif kind == 4:
        result = f()
        p.emit(f"mcub_{r.choice(['float_s', 'ufloat_s'])} {result}, {p.reg()}, {r.randrange(16)}")
        p.emit(f"mcub_rfr {p.reg()}, {result}")
    elif kind == 5:
        name = r.choice(["un_s", "oeq_s", "ueq_s", "olt_s", "ult_s", "ole_s", "ule_s"])
        p.emit(f"mcub_{name} b{r.randrange(16)}, {f()}, {f()}")
        p.emit(f"mcub_rsr {p.reg()}, MCUB_BR")
    elif kind == 6:
        p.emit(f"mcub_{r.choice(['mov_s', 'abs_s', 'neg_s'])} {f()}, {f()}")
        condition = r.choice(["moveqz_s", "movnez_s", "movltz_s", "movgez_s"])
        p.emit(f"mcub_{condition} {f()}, {f()}, {p.reg()}")
        p.emit(f"mcub_{r.choice(['movf_s', 'movt_s'])} {f()}, {f()}, b{r.randrange(16)}")
    elif kind == 7:
        p.emit("l32r a0, scratch_address")
        name = r.choice(["lsi", "ssi", "lsip", "ssip"])
        p.emit(f"mcub_{name} {f()}, a0, {r.randint(0, 60) * 4}")
        p.emit(f"mov {p.reg()}, a0")
    else:
        p.emit("l32r a0, scratch_address")
        index = p.reg()
        p.emit(f"movi {index}, {r.randint(0, 60) * 4}")
        p.emit(f"mcub_{r.choice(['lsx', 'lsxp', 'ssx', 'ssxp'])} {f()}, a0, {index}")
        p.emit(f"mov {p.reg()}, a0")
    if r.random() < 0.7:  # fresh numbers, lest all become infinite
        p.emit("l32i a0, a2, 0")
        p.emit("addi a2, a2, 4")
        p.emit(f"mcub_wfr {f()}, a0")
        p.operands.append(p.float_value())


GROUPS = {"arithmetic": arithmetic, "shifts": shifts, "bounds": bounds, "multiply": multiply,
          "divide": divide, "moves": moves, "memory": memory, "atomics": atomics,
          "branches": branches, "loops": loops, "mac16": mac16, "booleans": booleans,
          "floats": floats}


def main():
    group, seed, chunks = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    rng = random.Random(f"{group} {seed}")
    p = Program(rng)
    for _ in range(chunks):
        for register in rng.sample(REGS, 5):
            p.emit(f"l32i a0, a2, 0")
            p.emit(f"mov a{register}, a0")
            p.emit("addi a2, a2, 4")
            p.operands.append(p.float_value() if group == "floats" else p.value())
        for _ in range(8):
            GROUPS[group](p)
        for index, register in enumerate(REGS):
            p.emit(f"s32i a{register}, a3, {4 * index}")
        p.emit("addi a3, a3, 48")
    print('#include "mcub_lx6.h"\n    .section .rodata\n    .align 4\noperands:')
    for value in p.operands:
        print(f"    .word 0x{value:08x}")
    print("    .data\n    .align 4\n    .global scratch\nscratch:")
    for index in range(384):
        value = p.float_value() if group == "floats" else rng.getrandbits(32)
        print(f"    .word 0x{value:08x}")
    print("""    .text
    .align 4
adder:
    addi a4, a4, 77
    ret.n
    .align 4
operands_address:
    .word operands
results_address:
    .word results
scratch_address:
    .word scratch + 512""")
    for index, symbol in enumerate(p.literals):
        print(f"literal_{index}:\n    .word {symbol}")
    print("""    .global body
body:
    addi a1, a1, -16
    s32i a0, a1, 0
    l32r a2, operands_address
    l32r a3, results_address""")
    for register in REGS:
        print(f"    movi a{register}, {register * 5}")
    print("\n".join(p.lines), "    l32i a0, a1, 0\n    addi a1, a1, 16\n    ret", sep="\n")


main()
