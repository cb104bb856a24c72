// SPDX-License-Identifier: GPL-2.0-or-later

/// Second stages that start core 1 as the RP2040's boot ROM has it, assembled with
/// arm-none-eabi-as 2.40 for cortex-m0plus.
///
/// Each begins with `launch`, has core 0's code behind it and core 1's at 0x80, which is
/// 0x20041F80 where the boot ROM puts it.
enum TwoCoreImages {
  /// Sends 0, 0, 1, vector table, stack, entry through the mailbox until each came back, as the
  /// datasheet shows it (2.8.2).
  ///
  /// `ldr r4, sio; ldr r5, ram; adr r6, sequence; movs r7, #0; b next; .align 2`
  /// `sio: .word 0xD0000000; ram: .word 0x20000000`
  /// `sequence: .word 0, 0, 1, 0x10000100, 0x20030000, 0x20041F81`
  /// `next: lsls r0, r7, #2; ldr r1, [r6, r0]; cmp r1, #0; bne push`
  /// `drain: ldr r2, [r4, #0x58]; ldr r2, [r4, #0x50]; lsrs r2, #1; bcs drain`
  /// `push: str r1, [r4, #0x54]; sev`
  /// `wait: wfe; ldr r2, [r4, #0x50]; lsrs r2, #1; bcc wait`
  /// `ldr r2, [r4, #0x58]; adds r7, #1; cmp r1, r2; beq same; movs r7, #0`
  /// `same: cmp r7, #6; bne next`
  private static let launch: [UInt16] = [
    0x4C02, 0x4D03, 0xA603, 0x2700, 0xE010, 0x46C0, 0x0000, 0xD000, 0x0000,
    0x2000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0001, 0x0000, 0x0100, 0x1000,
    0x0000, 0x2003, 0x1F81, 0x2004, 0x00B8, 0x5831, 0x2900, 0xD103, 0x6DA2,
    0x6D22, 0x0852, 0xD2FB, 0x6561, 0xBF40, 0xBF20, 0x6D22, 0x0852, 0xD3FB,
    0x6DA2, 0x3701, 0x4291, 0xD000, 0x2700, 0x2F06, 0xD1EA,
  ]

  private static func image(first: [UInt16], second: [UInt16]) -> [UInt16] {
    let start = launch + first
    return start + [UInt16](repeating: 0, count: 0x40 - start.count) + second
  }

  /// Both cores add 1 to the word at 0x20000008, 250 times each, and leave their CPUIDs at
  /// 0x20000000 and 0x20000004 and a 1 at 0x2000000C and 0x20000010; then they sleep.
  ///
  /// Core 0: `ldr r0, [r4]; str r0, [r5]; movs r3, #12; b common`
  /// Core 1: `movs r4, #0xD0; lsls r4, #24; movs r5, #0x20; lsls r5, #24; ldr r0, [r4];
  /// str r0, [r5, #4]; movs r3, #16`
  /// `common: movs r6, #250; movs r7, #0x86; lsls r7, #1; adds r7, r4`
  /// `lock: ldr r0, [r7]; cmp r0, #0; beq lock; ldr r1, [r5, #8]; nop; nop; adds r1, #1;
  /// str r1, [r5, #8]; str r0, [r7]; subs r6, #1; bne lock; movs r0, #1; str r0, [r5, r3]`
  /// `end: wfi; b end`
  static func counting(underLock: Bool) -> [UInt16] {
    let branch: UInt16 = underLock ? 0xD0FC : 0x46C0  // beq lock, or nothing
    return image(
      first: [0x6820, 0x6028, 0x230C, 0xE017],
      second: [
        0x24D0, 0x0624, 0x2520, 0x062D, 0x6820, 0x6068, 0x2310, 0x26FA, 0x2786,
        0x007F, 0x193F, 0x6838, 0x2800, branch, 0x68A9, 0x46C0, 0x46C0, 0x3101,
        0x60A9, 0x6038, 0x3E01, 0xD1F4, 0x2001, 0x50E8, 0xBF30, 0xE7FD,
      ])
  }

  /// Core 1 sleeps until a number comes, counts it down and sends what that took by its SysTick.
  ///
  /// Core 0 counts 1000 down, has core 1 do the same, and stores core 1's cycles at 0x20000000 and
  /// those it waited for them, by its own SysTick, at 0x20000004.
  ///
  /// Core 0: SysTick as below, then `b core0`
  /// Core 1: `movs r4, #0xD0; lsls r4, #24; movs r5, #0x20; lsls r5, #24; movs r3, #0xE0;
  /// lsls r3, #24; movs r0, #0xE0; lsls r0, #8; adds r3, r0; subs r0, r4, r4; mvns r0, r0;
  /// str r0, [r3, #0x14]; str r0, [r3, #0x18]; movs r0, #5; str r0, [r3, #0x10]`
  /// `sleep: wfe; ldr r0, [r4, #0x50]; lsrs r0, #1; bcc sleep; ldr r0, [r4, #0x58];
  /// ldr r1, [r3, #0x18]`
  /// `count: subs r0, #1; bne count; ldr r2, [r3, #0x18]; subs r1, r1, r2; str r1, [r4, #0x54];
  /// sev; b sleep`
  /// `core0: movs r6, #250; lsls r6, #2; mov r0, r6`
  /// `count0: subs r0, #1; bne count0; ldr r1, [r3, #0x18]; str r6, [r4, #0x54]; sev`
  /// `await: wfe; ldr r0, [r4, #0x50]; lsrs r0, #1; bcc await; ldr r2, [r3, #0x18];
  /// ldr r0, [r4, #0x58]; subs r1, r1, r2; str r0, [r5]; str r1, [r5, #4]`
  /// `end: wfi; b end`
  static let handingOver: [UInt16] = image(
    first: [
      0x23E0, 0x061B, 0x20E0, 0x0200, 0x181B, 0x1B20, 0x43C0, 0x6158, 0x6198, 0x2005, 0x6118,
      0xE024,
    ],
    second: [
      0x24D0, 0x0624, 0x2520, 0x062D, 0x23E0, 0x061B, 0x20E0, 0x0200, 0x181B, 0x1B20, 0x43C0,
      0x6158, 0x6198, 0x2005, 0x6118, 0xBF20, 0x6D20, 0x0840, 0xD3FB, 0x6DA0, 0x6999, 0x3801,
      0xD1FD, 0x699A, 0x1A89, 0x6561, 0xBF40, 0xE7F2, 0x26FA, 0x00B6, 0x4630, 0x3801, 0xD1FD,
      0x6999, 0x6566, 0xBF40, 0xBF20, 0x6D20, 0x0840, 0xD3FB, 0x699A, 0x6DA0, 0x1A89, 0x6028,
      0x6069, 0xBF30, 0xE7FD,
    ])
}
